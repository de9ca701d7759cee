-- share holds
-- share fence
-- Takes the lock if it is free and no living waiter is before the caller, or if this very token holds it; else queues.
-- KEYS: lock, fence, queue
-- ARGV: token, ttl in ms, context; if it may be queued, then also its entry, and how to queue it now: 'subscribed',
--   'unsubscribed', 'behind' others that queue but not as the first, or ''
--   context: the client's clock in us, a space, what client channels start with
-- Reply: the fence if acquired, {ms until the lease ends or -1, 1 queued or 0} if not; {0, 2} if it is held with a limit,
--   and not for the caller to wait for
local token, ttl, context, entry, queueing = ARGV[1], ARGV[2], ARGV[3], ARGV[4] or '', ARGV[5] or ''
local free = redis.call('SET', KEYS[1], token, 'NX', 'PX', ttl)
if free and redis.call('PTTL', KEYS[3]) == -2 then
  return raise(KEYS[2], context)
end
local holder = redis.call('GET', KEYS[1])
if not free and holder == token then
  -- Who holds the lock is in no queue: what grants it takes the entry out, and no later attempt puts it in.
  redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ttl))
  return current(KEYS[2]) or raise(KEYS[2], context)
end
-- include publish
-- include queue
if free then
  -- If the queue cannot be read (no permission, wrong type), the lock is acquired all the same.
  local done, outcome = pcall(grant, entry)
  if not done or outcome == 'none' or outcome == 'more' and (queueing == '' or queueing == 'behind') then
    redis.call('SET', KEYS[1], token, 'PX', ttl)
    pcall(dequeue, entry)
    return raise(KEYS[2], context)
  elseif outcome == 'more' then
    redis.call('DEL', KEYS[1])
  end
end
-- An attempt that arrives when its acquisition has changed the lease does not queue.
if not free and holds(holder, token) then
  dequeue(entry)
  return {redis.call('PTTL', KEYS[1]), 0}
end
-- Sharers, or those who have a place of a limit; see slots.lua. A token of another library may start alike.
local mode = string.match(holder or '', '^!%a+')
if mode == '!limited' then
  return {0, 2}
end
local isShared = mode == '!shared'
local queued = queueing ~= ''
if queueing == 'behind' then
  -- While several hold the lock, or others are queued, an exclusive waiter that polls has to queue, or they would overtake it.
  -- If it may not queue, it goes on polling.
  queued = (isShared or redis.call('PTTL', KEYS[3]) ~= -2) and pcall(enqueue, entry, false)
elseif queued then
  enqueue(entry, queueing == 'subscribed')
end
local left = redis.call('PTTL', KEYS[1])
if isShared and queued and queueing ~= 'subscribed' then
  noteSeen(holder, entry, left)
end
return {left == -2 and 0 or left, queued and 1 or 0}
