-- Reads the current holder.
-- KEYS: lock
-- ARGV: none
-- Reply: {the token of the holder, or ''}
return {redis.call('GET', KEYS[1]) or ''}
