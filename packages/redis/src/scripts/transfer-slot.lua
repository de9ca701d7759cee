-- share fence
-- Hands the slot of one token to another. Idempotent.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token, new token, its ttl in ms or 0 to keep the lease, context
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: {'slot', fence, slot, 'shared' or the limit}, 0 if this token has no slot
local token, heir, ttl, context = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if string.sub(redis.call('GET', KEYS[1]) or '', 1, 1) ~= '!' then
  return 0
end
-- include modes
-- include slots
if not isOpen then
  return 0
end
local slot, ends, change = slotOf(heir)
if slot then
  setEnd(heir, slot, math.max(ends, now + ttl), change)
else
  slot, ends = slotOf(token)
  if not slot then
    return 0
  end
  redis.call('HDEL', KEYS[5], token)
  redis.call('HSET', KEYS[5], slot, heir)
  setEnd(heir, slot, ttl == '0' and ends or now + ttl, 0)
end
settle()
local shared = mode == '!shared'
local fence = shared and current(KEYS[2]) or raise(KEYS[2], context)
return {'slot', fence, tonumber(slot), shared and 'shared' or redis.call('HGET', KEYS[5], 'limit')}
