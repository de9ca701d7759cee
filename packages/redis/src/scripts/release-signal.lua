-- share holds
-- share announce
-- Deletes the lock if this token holds it, or a token that a shortened lease goes on under; then wakes a waiter of
-- python-redis-lock, which blocks for an element of a list, and announces the release.
-- KEYS: lock, fence, queue, list
-- ARGV: token, context, queue entry or ''; then channel or '' for no announcement, and message; without them it is
--   FREED on the channel named as the lock's key
--   context: the client's clock in us, a space, what client channels start with
-- Reply: 1 released, {1, error} released but not announced, 0 not held by this token
if not holds(redis.call('GET', KEYS[1]), ARGV[1]) then
  return 0
end
redis.call('DEL', KEYS[1], KEYS[4])
redis.call('LPUSH', KEYS[4], 1)
redis.call('PEXPIRE', KEYS[4], SIGNAL_EXPIRY)
return announce(ARGV[4] or KEYS[1], ARGV[5])
