-- share holds
-- share changes
-- share renewal
-- Sets the lease of a slot, or of the lock's key if the mode has changed, to end a ttl from now. Keeps a later end, unless
-- the lease is shortened.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token, ttl in ms, number of the last change; to shorten the lease, also 'shorten', which is the change with that
--   number
-- Reply: 1 if renewed or overtaken by a later change, 0 if no longer held by this token
local token, ttl, change, shorten = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
-- include modes
-- include slots
local slot, ends, made = slotOf(token)
if not isOpen or not slot then
  return renew(KEYS[1], token, ttl, change, shorten)
end
if made <= change then
  setEnd(token, slot, made < change and shorten and now + ttl or math.max(ends, now + ttl), change)
  settle()
end
return 1
