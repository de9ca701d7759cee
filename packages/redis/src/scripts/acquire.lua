-- share fence
-- Takes the lock if it is free and no living waiter is before the caller, or if this very token holds it; else queues.
-- KEYS: lock, fence, queue
-- ARGV: token, ttl in ms, context; if it may be queued, then also its entry, and how to queue it now: 'subscribed',
--   'unsubscribed', 'behind' others that queue but not as the first, or ''
--   context: the client's clock in us, a space, what client channels start with
-- Reply: the fence if acquired, {ms until the lease ends or -1, 1 queued or 0} if not
local token, ttl, context, entry, queueing = ARGV[1], ARGV[2], ARGV[3], ARGV[4] or '', ARGV[5] or ''
local free = redis.call('SET', KEYS[1], token, 'NX', 'PX', ttl)
if free and redis.call('PTTL', KEYS[3]) == -2 then
  return raise(KEYS[2], context)
end
-- include publish
-- include queue
local holder = redis.call('GET', KEYS[1])
if not free and holder == token then
  redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ttl))
  dequeue(entry)
  return current(KEYS[2]) or raise(KEYS[2], context)
end
if free then
  -- A queue that may not be read, or is none, keeps nobody from the lock.
  local done, outcome = pcall(grant, entry)
  if not done or outcome == 'none' or outcome == 'more' and (queueing == '' or queueing == 'behind') then
    redis.call('SET', KEYS[1], token, 'PX', ttl)
    pcall(dequeue, entry)
    return raise(KEYS[2], context)
  elseif outcome == 'more' then
    redis.call('DEL', KEYS[1])
  end
end
local queued = queueing ~= ''
if queueing == 'behind' then
  -- A waiter that may not queue polls all the same.
  queued = redis.call('PTTL', KEYS[3]) ~= -2 and pcall(enqueue, entry, false)
elseif queued then
  enqueue(entry, queueing == 'subscribed')
end
local left = redis.call('PTTL', KEYS[1])
return {left == -2 and 0 or left, queued and 1 or 0}
