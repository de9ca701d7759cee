-- Removes and adds notes: a sorted set by expiry, in ms of the server's clock. Also removes expired ones, as many as one call
-- may.
-- KEYS: notes
-- ARGV: ttl of the added notes in ms, how many to remove, the notes to remove, then the notes to add
-- Reply: 1
local ttl, removed = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for index = 3, 2 + removed do
  redis.call('ZREM', KEYS[1], ARGV[index])
end
for index = 3 + removed, #ARGV do
  redis.call('ZADD', KEYS[1], string.format('%.0f', now + ttl), ARGV[index])
end
local past = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now), 'LIMIT', 0, MOST_DEAD)
for _, note in ipairs(past) do
  redis.call('ZREM', KEYS[1], note)
end
if redis.call('PTTL', KEYS[1]) < ttl then
  redis.call('PEXPIRE', KEYS[1], ttl)
end
return 1
