-- Reads the notes that have not expired.
-- KEYS: notes
-- ARGV: none
-- Reply: {note, ...}, 10,000 at most
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now), '+inf', 'LIMIT', 0, MOST_NOTES)
