-- share holds
-- share fence
-- share publish
-- Hands the lock to another token, of the same process or of one that resumes it; or, if given its queue entry, to the first
-- in the queue. Idempotent.
-- KEYS: lock, fence, queue
-- ARGV: token, new token, its ttl in ms or 0 to keep the lease, context; to let others go first, also its entry, and how to
--   queue it: 'subscribed' or 'unsubscribed'
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: the fence if transferred, {ms until the lease ends} if others went first and it is queued,
--   0 if no longer held by this token
local token, successor, ttl, context, entry, queueing = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5] or '', ARGV[6]
local holder = redis.call('GET', KEYS[1])
-- include queue
if holder == successor then
  redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ttl))
  return current(KEYS[2]) or raise(KEYS[2], context)
end
if not holds(holder, token) then
  local queued = entry ~= '' and
    (redis.call('ZSCORE', KEYS[3], entry) or redis.call('ZSCORE', KEYS[3], unsubscribed(entry)))
  return queued and {math.max(redis.call('PTTL', KEYS[1]), 0)} or 0
end
if entry ~= '' and grant('') == 'granted' then
  enqueue(entry, queueing == 'subscribed')
  return {redis.call('PTTL', KEYS[1])}
end
local fence = raise(KEYS[2], context)
local left = ttl == '0' and math.max(redis.call('PTTL', KEYS[1]), 1) or ttl
redis.call('SET', KEYS[1], successor, 'PX', left)
return fence
