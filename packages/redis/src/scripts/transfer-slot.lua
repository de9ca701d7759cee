-- share holds
-- share fence
-- Hands what one token holds to another: a slot, or the lock's key if its mode has changed. Idempotent.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token, new token, its ttl in ms or 0 to keep the lease, context
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: {'slot', fence, slot, 'shared' or the limit}, the fence if it was the lock's key, 0 if this token holds neither
local token, successor, ttl, context = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local holder = redis.call('GET', KEYS[1])
if holder == successor then
  redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ttl))
  return current(KEYS[2]) or raise(KEYS[2], context)
elseif holds(holder, token) then
  local raised = raise(KEYS[2], context)
  redis.call('SET', KEYS[1], successor, 'PX', ttl == '0' and math.max(redis.call('PTTL', KEYS[1]), 1) or ttl)
  return raised
elseif string.sub(holder or '', 1, 1) ~= '!' then
  return 0
end
-- include modes
-- include slots
if not isOpen then
  return 0
end
local slot, ends, change = slotOf(successor)
if slot then
  setEnd(successor, slot, math.max(ends, now + ttl), change)
else
  slot, ends = slotOf(token)
  if not slot then
    return 0
  end
  redis.call('HDEL', KEYS[5], token)
  redis.call('HSET', KEYS[5], slot, successor)
  setEnd(successor, slot, ttl == '0' and ends or now + ttl, 0)
end
settle()
local shared = mode == '!shared'
local fence = shared and current(KEYS[2]) or raise(KEYS[2], context)
return {'slot', fence, tonumber(slot), shared and 'shared' or redis.call('HGET', KEYS[5], 'limit')}
