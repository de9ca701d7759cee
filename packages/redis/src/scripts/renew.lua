-- Lets the lease end a ttl from now, or later if it already does. With a next token it may end sooner than before: the
-- lease then goes on under that token, so that no earlier renewal which arrives late applies to it.
-- KEYS: lock
-- ARGV: token, ttl in ms, next token or none
-- Reply: 1 renewed, 0 no longer held by this token
local holder = redis.call('GET', KEYS[1])
if ARGV[3] and holder == ARGV[1] then
  -- While memory is full, Redis refuses a SET, but not behind this.
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[2])
  return 1
end
if holder ~= (ARGV[3] or ARGV[1]) then
  return 0
end
redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ARGV[2]))
return 1
