import { PUBLISH } from "./publish.js";
import { Script } from "./script.js";

/**
 * The fence key outlives its lock by a day: long enough to step over any smaller step of the server's clock, and no key
 * stays for good. The expiry is set anew in every hour that the lock is used, since setting one doubles a write's cost.
 */
const FENCE_EXPIRY = 86_400_000;
const HOUR = 3_600_000_000;
/** The first number that is no safe integer. */
const FENCE_END = 2 ** 53;

/**
 * The next fence follows the server's clock, in microseconds, and steps over the last one where the clock does not: it
 * rises even after the server lost its data, stays below 2^53 until the year 2255, and its key may expire. Where TIME is
 * not permitted, the client's clock stands in for the server's.
 */
export const FENCE = `
-- One time for the whole call, and its digits: a number that large is slow to write.
local now, digits, byServer
local function clock(clientClock)
  if not now then
    local time = redis.pcall('TIME')
    byServer = time.err and 0 or 1
    now = time.err and tonumber(string.match(clientClock, '^%d+')) or time[1] * 1000000 + time[2]
    digits = time.err and string.format('%.0f', now) or time[1] .. string.sub('00000' .. time[2], -6)
  end
  return now
end

local function write(key, fence)
  return redis.pcall('SET', key, string.format('%.0f', fence), 'PX', ${FENCE_EXPIRY})
end

-- Keeps a fence above the last one and the floor. Returns it, and 1 if it is the server's clock's or 0; or nil and the
-- failure. What stands there and can be no fence, as it is no safe integer, does not count.
-- Almost always the clock's is above, in the hour of the last one: one command then writes it and tells the last one.
-- Where TIME is refused, expects a text that starts with the client's clock.
local function rise(key, floor, clientClock)
  local time = clock(clientClock)
  local last = redis.pcall('SET', key, digits, 'KEEPTTL', 'GET')
  local kept = type(last) ~= 'table'
  if not kept then
    -- Redis before 6.2 has no such SET.
    last = redis.pcall('GET', key)
    if type(last) == 'table' then
      return nil, last
    end
  end
  last = tonumber(last) or 0
  if not (last < ${FENCE_END}) then
    last = 0
  end
  local least = math.max(last, floor)
  if kept and time > least and last >= time - time % ${HOUR} then
    return time, byServer
  end
  local byClock = time > least
  local fence = byClock and time or least + 1
  local written = write(key, fence)
  if written.err then
    return nil, written
  end
  return fence, byClock and byServer or 0
end
`;

/** The one reply of the uncontended case is a number: an array costs both sides more than any command inside. */
export const TAKE = new Script(
  `
-- Takes the lock if it is free, or held by this very token.
-- KEYS: lock, fence
-- ARGV: token, ttl in ms, the client's clock in us
-- Reply: the fence if taken, {0, ms until the lease ends or -1} held by another
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return {0, redis.call('PTTL', KEYS[1])}
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  local ours = tonumber(redis.call('GET', KEYS[2]) or '0')
  if ours > 0 then
    return ours
  end
end
local fence, failure = rise(KEYS[2], 0, ARGV[3])
if not fence then
  redis.call('DEL', KEYS[1])
  return failure
end
return fence
`,
  FENCE,
);

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

/** What a release publishes, unless its layout says otherwise. */
export const FREED = "free";

/** How a release ends: it is announced, and the reply says why if nobody can be told. */
export const ANNOUNCE = `
${PUBLISH}
local function announce(channel, message, refusal)
  local heard = publish(channel, message or '${FREED}')
  local reason = refusal or type(heard) == 'table' and heard.err
  return reason and {1, reason} or 1
end
`;

export const FREE = new Script(
  `
-- Deletes the lock if this token holds it, then announces the release.
-- KEYS: lock
-- ARGV: token, then the channel or '' for no announcement, and the message; without them, \`free\` on the channel named as
--   the lock's key
-- Reply: 1 freed, {1, error} freed but not announced, 0 no longer this token's
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
return ARGV[2] == '' and 1 or announce(ARGV[2] or KEYS[1], ARGV[3])
`,
  ANNOUNCE,
);

export const FORCE_FREE = new Script(
  `
-- Deletes the lock whoever holds it, and announces the release.
-- KEYS: lock
-- ARGV: channel or '' for no announcement, message; without them as above
-- Reply: 1 freed, {1, error} freed but not announced, 0 nobody held it
if redis.call('DEL', KEYS[1]) == 0 then
  return 0
end
return ARGV[1] == '' and 1 or announce(ARGV[1] or KEYS[1], ARGV[2])
`,
  ANNOUNCE,
);

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
