-- share holds
-- share announce
-- Ends an acquisition, but keeps the lock taken for some time, without a holder. Leaves the queue. Wakes the first waiter
-- and the subscribers of the lock's channel, so that they learn when that time is over.
-- KEYS: lock, fence, queue
-- ARGV: token, context, queue entry or '', ms that the lock stays taken; then channel or '' for no announcement, and
--   message; by default FREED on the channel with the name of the lock's key
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: 1 ended, also if repeated; {1, error} ended but not announced; 0 not held by this token; {2, 1} ended, but another
--   call must remove the rest of the dead waiters
local token, context, entry, left = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local holder, kept = redis.call('GET', KEYS[1]), token .. ':kept'
if holder ~= kept then
  if not holds(holder, token) then
    return 0
  end
  -- When memory is full, Redis refuses a SET as a script's first write, but not after this PEXPIRE.
  redis.call('PEXPIRE', KEYS[1], left)
  redis.call('SET', KEYS[1], kept, 'PX', left)
end
if redis.call('PTTL', KEYS[3]) == -2 then
  return announce(ARGV[5] or KEYS[1], ARGV[6])
end
-- include fence
-- include queue
-- The acquisition ends even if the queue cannot be read (no permission, wrong type).
local outcome
pcall(function()
  dequeue(entry)
  outcome = wake()
end)
local announced = announce(ARGV[5] or KEYS[1], ARGV[6])
return outcome == 'more' and {2, 1} or announced
