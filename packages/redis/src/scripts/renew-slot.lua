-- Lets the lease of a slot end a ttl from now, or later if it already does. A renewal that shortens has a higher version
-- than those before it, and no earlier one that arrives late applies to the lease after that.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token, ttl in ms, version: how often the lease was shortened, with this renewal
-- Reply: 1 renewed, or overtaken by a later renewal; 0 no slot of this token's
local token, ttl, version = ARGV[1], ARGV[2], tonumber(ARGV[3])
-- include modes
-- include slots
local slot, ends, before = slotOf(token)
if not isOpen or not slot then
  return 0
end
if version >= before then
  setEnd(token, slot, version > before and now + ttl or math.max(ends, now + ttl), version)
  settle()
end
return 1
