import { Script } from "./script.js";

/**
 * The fence follows the server's clock, in microseconds, and steps over the last one where the clock does not: it rises
 * even after the server lost its data, stays below 2^53 until the year 2255, and its key may expire. Where TIME is not
 * permitted, the client's clock stands in for the server's.
 */
export const TAKE = new Script(`
-- Takes the lock if it is free, or held by this very token.
-- KEYS: lock, fence
-- ARGV: token, ttl in ms, expiry of the fence key in ms, the client's clock in us
-- Reply: {1, fence} taken, {0, ms until the lease ends or -1} held by another
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return {0, redis.call('PTTL', KEYS[1])}
end
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
if holder and last > 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return {1, last}
end
local time = redis.pcall('TIME')
local clock = time.err and tonumber(ARGV[4]) or time[1] * 1000000 + time[2]
local fence = math.max(last + 1, clock)
redis.call('SET', KEYS[2], string.format('%.0f', fence), 'PX', ARGV[3])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {1, fence}
`);

export const RENEW = new Script(`
-- Sets the lease to end a ttl from now.
-- KEYS: lock
-- ARGV: token, ttl in ms
-- Reply: 1 renewed, 0 no longer this token's
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

/** PUBLISH goes through pcall: where it is not permitted it raises, and by then the delete has taken effect. */
export const FREE = new Script(`
-- Deletes the lock if this token holds it, then announces the release.
-- KEYS: lock
-- ARGV: token, channel or '' for no announcement, message
-- Reply: 1 freed, 0 no longer this token's
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
if ARGV[2] ~= '' then
  redis.pcall('PUBLISH', ARGV[2], ARGV[3])
end
return 1
`);

export const FORCE_FREE = new Script(`
-- Deletes the lock whoever holds it, and announces the release.
-- KEYS: lock
-- ARGV: channel or '' for no announcement, message
-- Reply: 1 freed, 0 nobody held it
if redis.call('DEL', KEYS[1]) == 0 then
  return 0
end
if ARGV[1] ~= '' then
  redis.pcall('PUBLISH', ARGV[1], ARGV[2])
end
return 1
`);

export const PEEK = new Script(`
-- Looks at the lock.
-- KEYS: lock, fence
-- ARGV: none
-- Reply: {1 held or 0 free, ms until the lease ends or -1 or -2, the last fence as a string or ''}
return {
  redis.call('GET', KEYS[1]) and 1 or 0,
  redis.call('PTTL', KEYS[1]),
  redis.call('GET', KEYS[2]) or ''
}
`);
