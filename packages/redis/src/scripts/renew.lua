-- share holds
-- share changes
-- share renewal
-- Sets the lease to end a ttl from now. Keeps a later end, unless the lease is shortened.
-- KEYS: lock
-- ARGV: token, ttl in ms; if the lease was ever changed, also the number of the last change; to shorten it, also
--   'shorten', which is the change with that number
-- Reply: 1 if renewed or overtaken by a later change, 0 if no longer held by this token
return renew(KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3] or 0), ARGV[4])
