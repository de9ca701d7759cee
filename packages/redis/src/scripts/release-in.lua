-- share holds
-- share announce
-- Ends an acquisition whose lock stays taken for some time, by nobody. Leaves the queue; wakes the first waiter there, and
-- the subscribers of the lock's channel, to find out when that time is over.
-- KEYS: lock, fence, queue
-- ARGV: token, context, queue entry or '', ms that the lock stays taken; then channel or '' for no announcement, and
--   message; without them it is FREED on the channel named as the lock's key
--   context: the client's clock in us, a space, what client channels start with
-- Reply: 1 ended, also when it is repeated; {1, error} ended but not announced; 0 not held by this token
local token, context, entry, left = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local holder, kept = redis.call('GET', KEYS[1]), token .. ':kept'
if holder ~= kept then
  if not holds(holder, token) then
    return 0
  end
  -- While memory is full, Redis refuses a SET, but not behind this.
  redis.call('PEXPIRE', KEYS[1], left)
  redis.call('SET', KEYS[1], kept, 'PX', left)
end
if redis.call('PTTL', KEYS[3]) == -2 then
  return announce(ARGV[5] or KEYS[1], ARGV[6])
end
-- include fence
-- include queue
-- A queue that may not be read, or is none, keeps nobody from ending its own acquisition.
pcall(function()
  dequeue(entry)
  wake()
end)
return announce(ARGV[5] or KEYS[1], ARGV[6])
