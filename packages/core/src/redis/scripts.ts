import { PUBLISH } from "./publish.js";
import { Script } from "./script.js";

/**
 * The fence key outlives its lock by a day: long enough to step over any smaller step of the server's clock, and no key
 * stays for good. The expiry is set anew in every hour that the lock is used, since setting one doubles a write's cost.
 */
const FENCE_EXPIRY = 86_400_000;
const HOUR = 3_600_000_000;

/**
 * The next fence follows the server's clock, in microseconds, and steps over the last one where the clock does not: it
 * rises even after the server lost its data, stays below 2^53 until the year 2255, and its key may expire. Where TIME is
 * not permitted, the client's clock stands in for the server's. Expects `clientClock` and the fence key as KEYS[2].
 */
export const FENCE = `
local function clock()
  local time = redis.pcall('TIME')
  return time.err and tonumber(clientClock) or time[1] * 1000000 + time[2]
end

-- Returns the next fence above the last one and the floor, the last one, and 1 if it is the clock's or 0.
local function rise(floor)
  local last = tonumber(redis.call('GET', KEYS[2]) or '0')
  local least = math.max(last, floor)
  local time = clock()
  if time > least then
    return time, last, 1
  end
  return least + 1, last, 0
end

-- Expects the last fence as the key has it, 0 for none.
local function keep(fence, last)
  local text = string.format('%.0f', fence)
  if math.floor(fence / ${HOUR}) == math.floor(last / ${HOUR}) then
    return redis.pcall('SET', KEYS[2], text, 'KEEPTTL')
  end
  return redis.pcall('SET', KEYS[2], text, 'PX', ${FENCE_EXPIRY})
end
`;

export const TAKE = new Script(`
-- Takes the lock if it is free, or held by this very token.
-- KEYS: lock, fence
-- ARGV: token, ttl in ms, the client's clock in us
-- Reply: {1, fence} taken, {0, ms until the lease ends or -1} held by another
local token, ttl, clientClock = unpack(ARGV)
${FENCE}
local free = redis.call('SET', KEYS[1], token, 'NX', 'PX', ttl)
if not free then
  if redis.call('GET', KEYS[1]) ~= token then
    return {0, redis.call('PTTL', KEYS[1])}
  end
  redis.call('PEXPIRE', KEYS[1], ttl)
  local ours = tonumber(redis.call('GET', KEYS[2]) or '0')
  if ours > 0 then
    return {1, ours}
  end
end
local fence, last = rise(0)
local kept = keep(fence, last)
if kept.err then
  redis.call('DEL', KEYS[1])
  return kept
end
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

/** How a release ends: it is announced, and the reply says why if nobody can be told. */
export const ANNOUNCE = `
${PUBLISH}
local function announce(channel, message, refusal)
  local heard = publish(channel, message)
  local reason = refusal or type(heard) == 'table' and heard.err
  return reason and {1, reason} or 1
end
`;

export const FREE = new Script(`
-- Deletes the lock if this token holds it, then announces the release.
-- KEYS: lock
-- ARGV: token, channel or '' for no announcement, message
-- Reply: 1 freed, {1, error} freed but not announced, 0 no longer this token's
${ANNOUNCE}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
return ARGV[2] == '' and 1 or announce(ARGV[2], ARGV[3])
`);

export const FORCE_FREE = new Script(`
-- Deletes the lock whoever holds it, and announces the release.
-- KEYS: lock
-- ARGV: channel or '' for no announcement, message
-- Reply: 1 freed, {1, error} freed but not announced, 0 nobody held it
${ANNOUNCE}
if redis.call('DEL', KEYS[1]) == 0 then
  return 0
end
return ARGV[1] == '' and 1 or announce(ARGV[1], ARGV[2])
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
