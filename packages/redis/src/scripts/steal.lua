-- share fence
-- Takes the lock ahead of all waiters, if it is free or if all its holders are among those that the caller names.
-- Idempotent.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token, ttl in ms, context, then the holders from which it may be taken
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: the fence if acquired; {holder, ...} if it is held by others
local token, ttl, context = ARGV[1], ARGV[2], ARGV[3]
-- include modes
-- include slots
local holder = redis.call('GET', KEYS[1])
if holder == token then
  redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ttl))
  return current(KEYS[2]) or raise(KEYS[2], context)
end
local holders = {not mode and holder or nil}
if isOpen then
  for _, slot in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '(' .. integer(now), '+inf')) do
    holders[#holders + 1] = redis.call('HGET', KEYS[5], slot) or nil
  end
elseif mode then
  holders = {named}
end
local may = {}
for index = 4, #ARGV do
  may[ARGV[index]] = true
end
for _, one in ipairs(holders) do
  if not may[one] then
    return holders
  end
end
close()
redis.call('SET', KEYS[1], token, 'PX', ttl)
return raise(KEYS[2], context)
