-- share holds
-- share announce
-- Ends an acquisition, but keeps the lock taken for some time, without a holder. Leaves the queue. Wakes the first waiter
-- and the subscribers of the lock's channel, so that they learn when that time is over.
-- KEYS: lock, fence, queue
-- ARGV: token, context, queue entry or '', ms that the lock stays taken; then channel or '' for no announcement, and
--   message; by default FREED on the channel with the name of the lock's key
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: 1 ended, also if repeated; {1, error} ended but not announced; 0 not held by this token
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
pcall(function()
  dequeue(entry)
  wake()
end)
return announce(ARGV[5] or KEYS[1], ARGV[6])
