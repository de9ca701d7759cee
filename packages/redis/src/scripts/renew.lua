-- share holds
-- share changes
-- share renewal
-- Lets the lease end a ttl from now, or later if it already does and is not to be shortened.
-- KEYS: lock
-- ARGV: token, ttl in ms; if the lease was ever changed, then also the number of the last change; if it may end sooner
--   than before, then also 'shorten', which is a change with that number
-- Reply: 1 renewed, or overtaken by a later change; 0 no longer held by this token
return renew(KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3] or 0), ARGV[4])
