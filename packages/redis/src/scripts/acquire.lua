-- share holds
-- share fence
-- Acquires the lock if it is free and no live waiter is ahead of the caller, or if this token already holds it; otherwise
-- queues.
-- KEYS: lock, fence, queue
-- ARGV: token, ttl in ms, context; if it may be queued, also its entry, and how to queue it now: 'subscribed',
--   'unsubscribed', 'behind' (only if others are queued or the lock is shared), or ''
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: the fence if acquired, {ms until the lease ends or -1, 1 queued or 0} if not; {0, 2} if it is held with a limit
--   and the caller must not wait
local token, ttl, context, entry, queueing = ARGV[1], ARGV[2], ARGV[3], ARGV[4] or '', ARGV[5] or ''
local free = redis.call('SET', KEYS[1], token, 'NX', 'PX', ttl)
if free and redis.call('PTTL', KEYS[3]) == -2 then
  return raise(KEYS[2], context)
end
local holder = redis.call('GET', KEYS[1])
if not free and holder == token then
  -- A holder is never queued: the grant removes its entry, and later attempts do not add one.
  redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ttl))
  return current(KEYS[2]) or raise(KEYS[2], context)
end
-- include publish
-- include queue
if free then
  -- If the queue cannot be read (no permission, wrong type), acquire the lock anyway.
  local done, outcome = pcall(grant, entry)
  if not done or outcome == 'none' or outcome == 'more' and (queueing == '' or queueing == 'behind') then
    redis.call('SET', KEYS[1], token, 'PX', ttl)
    pcall(dequeue, entry)
    return raise(KEYS[2], context)
  elseif outcome == 'more' then
    redis.call('DEL', KEYS[1])
  end
end
-- A late attempt whose acquisition has already changed the lease does not queue.
if not free and holds(holder, token) then
  dequeue(entry)
  return {redis.call('PTTL', KEYS[1]), 0}
end
-- Held by sharers or with a limit; see slots.lua. A token of another library may start the same way.
local mode = string.match(holder or '', '^!%a+')
if mode == '!limited' then
  return {0, 2}
end
local isShared = mode == '!shared'
local queued = queueing ~= ''
if queueing == 'behind' then
  -- While the lock is shared or others are queued, a polling exclusive waiter must queue, or others would overtake it. If it
  -- has no permission to queue, it only polls.
  queued = (isShared or redis.call('PTTL', KEYS[3]) ~= -2) and pcall(enqueue, entry, false)
elseif queued then
  enqueue(entry, queueing == 'subscribed')
end
local left = redis.call('PTTL', KEYS[1])
if isShared and queued and queueing ~= 'subscribed' then
  noteSeen(holder, entry, left)
end
return {left == -2 and 0 or left, queued and 1 or 0}
