-- Reads the holders of a lock that may have several, or a single one if the mode has changed.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: none
-- Reply: {token, ...}
-- include modes
-- include slots
local tokens = {}
for _, slot in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '(' .. integer(now), '+inf')) do
  tokens[#tokens + 1] = redis.call('HGET', KEYS[5], slot) or nil
end
return isOpen and tokens or {named or redis.call('GET', KEYS[1]) or nil}
