-- share holds
-- share fence
-- Takes a slot if the first waiter could and no living waiter is before the caller, or if this very token has one; else
-- queues.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token, ttl in ms, context, 'shared' or the limit; if it may be queued, then also its entry, and how to queue it
--   now: 'subscribed', 'unsubscribed', or ''
--   context: the client's clock in us, a space, what client channels start with
-- Reply: {'slot', fence, slot} if acquired; {'wait', ms until the first waiter fits or -1, 1 queued or 0} if not;
--   {'held', 'exclusive', 'shared' or 'limited'} if it is held so, and not for the caller to wait for
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
local slot
if granted or not held then
  local outcome = granted and 'none' or grant(entry)
  if outcome == 'none' or outcome == 'more' and queueing == '' then
    -- First what needs memory, so that a full one refuses the lock; it would not once something is deleted.
    redis.call('HSET', KEYS[5], 'limit', wish)
    open(wish)
    slot = take(token, ttl, wish)
  end
elseif isOpen then
  slot = slotOf(token)
  local outcome = slot or serve(entry)
  if (outcome == 'none' or outcome == 'more' and queueing == '') and fits(wish) then
    slot = take(token, ttl, wish)
  end
end
if slot then
  local _, stands, change = slotOf(token)
  -- A lease that was changed since ends as it was asked to then.
  setEnd(token, slot, change == 0 and math.max(stands, now + ttl) or stands, change)
  dequeue(entry)
  serve('')
  settle()
  local joined = wish == 'shared' and (granted or held) and current(KEYS[2])
  if joined then
    redis.call('PEXPIRE', KEYS[2], FENCE_EXPIRY)
  end
  return {'slot', joined or raise(KEYS[2], context), tonumber(slot)}
end
-- An attempt that arrives when its acquisition has the lock for itself does not queue.
local isOwn = holds(held, token)
local queued = queueing ~= '' and not isOwn
if queued then
  enqueue(entry, queueing == 'subscribed')
elseif isOwn then
  dequeue(entry)
end
if not isOpen then
  local left = redis.call('PTTL', KEYS[1])
  -- Who was granted it confirms that within moments, and lets others join: one that polls is not told.
  local isJoining = sign == '+' and queueing == 'unsubscribed'
  return {'wait', isJoining and math.min(left, JOINING_POLL) or left, queued and 1 or 0}
end
local first = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
local _, _, _, _, wanted = parse(first or '')
if first and first == unsubscribed(entry) then
  see(token)
end
-- Where the slots were evicted, nobody has one any more: the lock goes to the first waiter.
if not settle() then
  grant('')
end
-- With a limit: the end of the lease after which the first waiter fits, unless that is the last lease.
local above = mode == '!limited' and taken() - limitOf(wanted or wish) or -1
local ends = above >= 0
  and tonumber(redis.call('ZRANGEBYSCORE', KEYS[4], '(' .. integer(now), '+inf', 'WITHSCORES', 'LIMIT', above, 1)[2])
local left = ends and ends - now or redis.call('PTTL', KEYS[1])
-- A first waiter that polls may be dead, which is known by then.
local alive = tonumber(seen) and seen - now
return {'wait', alive and alive > 0 and math.min(left, alive) or left, queued and 1 or 0}
