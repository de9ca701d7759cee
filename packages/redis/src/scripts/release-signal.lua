-- share holds
-- share announce
-- Deletes the lock if this token holds it, with or without the number of a change. Then wakes a waiter of python-redis-lock,
-- which blocks on a list, and announces the release.
-- KEYS: lock, fence, queue, list
-- ARGV: token, context, queue entry or ''; then channel or '' for no announcement, and message; by default
--   FREED on the channel with the name of the lock's key
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: 1 released, {1, error} released but not announced, 0 not held by this token
if not holds(redis.call('GET', KEYS[1]), ARGV[1]) then
  return 0
end
redis.call('DEL', KEYS[1], KEYS[4])
redis.call('LPUSH', KEYS[4], 1)
redis.call('PEXPIRE', KEYS[4], SIGNAL_EXPIRY)
return announce(ARGV[4] or KEYS[1], ARGV[5])
