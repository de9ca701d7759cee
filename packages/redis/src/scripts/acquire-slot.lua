-- share holds
-- share fence
-- Takes a slot if one is free for the first waiter and no live waiter is ahead of the caller, or if this token already has
-- one; otherwise queues.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token, ttl in ms, context, 'shared' or the limit; if it may be queued, also its entry, and how to queue it now:
--   'subscribed', 'unsubscribed', or ''
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: {'slot', fence, slot} if acquired; {'wait', ms until the first waiter fits or -1, 1 queued or 0} if not;
--   {'held', 'exclusive', 'shared' or 'limited'} if it is held in that mode and the caller must not wait;
--   {'more', reply} if another call must serve the rest of the queue
local token, ttl, context, wish, entry, queueing = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5] or '', ARGV[6] or ''
-- include publish
-- include queue
-- include slots
-- include serve
local held = redis.call('GET', KEYS[1])
if held and (mode == '!limited') ~= (wish ~= 'shared') then
  return {'held', mode and string.sub(mode, 2) or 'exclusive'}
end
local granted = sign == '+' and named == token
local slot, outcome
if granted or not held then
  outcome = granted and 'none' or grant(entry)
  if outcome == 'none' or outcome == 'more' and queueing == '' then
    -- Writes come first: when memory is full, Redis refuses them, but not once the script has deleted something.
    redis.call('HSET', KEYS[5], 'limit', wish)
    open(wish)
    slot = take(token, ttl, wish)
  end
elseif isOpen then
  slot = slotOf(token)
  outcome = slot or serve(entry)
  if (outcome == 'none' or outcome == 'more' and queueing == '') and fits(wish) then
    slot = take(token, ttl, wish)
  end
end
if slot then
  local _, stands, change = slotOf(token)
  -- If the lease was changed meanwhile, keep the end that the change has set.
  setEnd(token, slot, change == 0 and math.max(stands, now + ttl) or stands, change)
  dequeue(entry)
  local rest = serve('')
  settle()
  local joined = wish == 'shared' and (granted or held) and current(KEYS[2])
  if joined then
    redis.call('PEXPIRE', KEYS[2], FENCE_EXPIRY)
  end
  local reply = {'slot', joined or raise(KEYS[2], context), tonumber(slot)}
  return rest == 'more' and {'more', reply} or reply
end
-- A late attempt whose acquisition already holds the lock exclusively does not queue.
local isOwn = holds(held, token)
local queued = queueing ~= '' and not isOwn
if queued then
  enqueue(entry, queueing == 'subscribed')
elseif isOwn then
  dequeue(entry)
end
if not isOpen then
  local left = redis.call('PTTL', KEYS[1])
  -- The waiter that was granted the lock confirms it soon and lets others join. A polling waiter gets no message then.
  local isJoining = sign == '+' and queueing == 'unsubscribed'
  return {'wait', isJoining and math.min(left, JOINING_POLL) or left, queued and 1 or 0}
end
local first = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
local _, _, _, _, wanted = parse(first or '')
if first and first == unsubscribed(entry) then
  see(token)
end
-- If the slots were evicted, there are no holders: the lock goes to the first waiter.
if not settle() then
  grant('')
end
-- With a limit: find the lease after whose end the first waiter fits, unless it is the last one.
local above = mode == '!limited' and taken() - limitOf(wanted or wish) or -1
local ends = above >= 0
  and tonumber(redis.call('ZRANGEBYSCORE', KEYS[4], '(' .. integer(now), '+inf', 'WITHSCORES', 'LIMIT', above, 1)[2])
local left = ends and ends - now or redis.call('PTTL', KEYS[1])
-- If the first waiter polls, it may be dead, which is known at that time.
local alive = tonumber(seen) and seen - now
local wait = alive and alive > 0 and math.min(left, alive) or left
-- Dead waiters are left to remove: the caller tries again at once.
return {'wait', outcome == 'more' and 0 or wait, queued and 1 or 0}
