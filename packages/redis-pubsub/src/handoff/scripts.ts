import { Script } from "@lockwire/core/redis";

/**
 * What the steps of the hand-off share. Their keys are always lock, fence, queue, and their first arguments always the
 * expiry of the fence key in ms, the client's clock in us, the ttl of a claim in ms, what process channels start with,
 * and the lock's name.
 *
 * The queue is a sorted set of `client ttl token`, in the order of arrival. A waiter that goes away takes its own entry
 * out; one that died is found out when its turn comes: nobody hears the message. The client `-` hears nothing and asks
 * for itself (its subscription was refused, or is down for a moment): it is given the lock all the same.
 */
const PRELUDE = `
local function clock()
  local time = redis.pcall('TIME')
  return time.err and tonumber(ARGV[2]) or time[1] * 1000000 + time[2]
end

-- Returns the next fence, and 1 if it is the clock's, 0 if it had to step over the last one.
local function rise(floor)
  local last = math.max(tonumber(redis.call('GET', KEYS[2]) or '0'), floor)
  local time = clock()
  if time > last then
    return time, 1
  end
  return last + 1, 0
end

local function give(token, ttl, fence)
  local kept = redis.pcall('SET', KEYS[2], string.format('%.0f', fence), 'PX', ARGV[1])
  if kept.err then
    return kept
  end
  return redis.pcall('SET', KEYS[1], token, 'PX', ttl)
end

-- An entry that takes the place of an earlier one keeps it.
local function enqueue(entry, earlier)
  local since = earlier ~= '' and redis.call('ZSCORE', KEYS[3], earlier)
  if since then
    redis.call('ZREM', KEYS[3], earlier)
  end
  redis.call('ZADD', KEYS[3], 'NX', since or string.format('%.0f', clock()), entry)
  redis.call('PEXPIRE', KEYS[3], 300000)
end

-- Gives the lock, which is free, to the first waiter that is alive and comes before the caller's own entry.
-- Returns the ttl of its claim, or nil when there is none.
local function grant(own, floor)
  while true do
    local entry = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
    if not entry or entry == own then
      return nil
    end
    local client, ttl, token = string.match(entry, '^(%S+) (%d+) (%S+)$')
    if client then
      local ms = math.min(tonumber(ttl), tonumber(ARGV[3]))
      local fence = rise(floor)
      if give(token, ms, fence).err then
        return nil
      end
      local text = string.format('%s %.0f %d %s', token, fence, ms, ARGV[5])
      local heard = client == '-' and 1 or redis.pcall('PUBLISH', ARGV[4] .. client, text)
      if type(heard) == 'number' and heard > 0 then
        redis.call('ZREM', KEYS[3], entry)
        return ms
      end
      redis.call('DEL', KEYS[1])
    end
    redis.call('ZREM', KEYS[3], entry)
  end
end
`;

const KEYS = "-- KEYS: lock, fence, queue";
const ARGV =
  "-- ARGV: expiry of the fence key in ms, client's clock in us, claim ttl in ms, process channels, name";

export const TAKE = new Script(`
-- Takes the lock if it is free and nobody alive is before us, or if this very token holds it; else queues.
${KEYS}
${ARGV}, token, ttl in ms, queue entry or '' not to queue, the entry that it replaces or ''
-- Reply: {1, fence, 1 by the clock or 0} taken, {0, ms until the lease ends or -1, 1 queued or 0} held by another
${PRELUDE}
local token, ttl, own, earlier = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local holder = redis.call('GET', KEYS[1])
if holder == token then
  local fence = tonumber(redis.call('GET', KEYS[2]) or '0')
  if fence > 0 then
    redis.call('PEXPIRE', KEYS[1], ttl)
    return {1, fence, 0}
  end
  holder = false
end
if not holder and earlier ~= '' and earlier ~= own then
  redis.call('ZREM', KEYS[3], earlier)
end
if not holder and not grant(own, 0) then
  local fence, byClock = rise(0)
  local given = give(token, ttl, fence)
  if given.err then
    return given
  end
  if own ~= '' then
    redis.call('ZREM', KEYS[3], own)
  end
  return {1, fence, byClock}
end
if own == '' then
  return {0, redis.call('PTTL', KEYS[1]), 0}
end
enqueue(own, earlier)
return {0, redis.call('PTTL', KEYS[1]), 1}
`);

/** PUBLISH goes through pcall: where it is not permitted it raises, and by then the delete has taken effect. */
export const FREE = new Script(`
-- Takes the caller out of the queue. Deletes the lock if this token holds it; then gives it to the first living waiter,
-- or announces the release where there is none.
${KEYS}
${ARGV}, token, queue entry or '' if never queued, highest fence given out or 0, channel, message
-- Reply: 1 freed, 0 no longer this token's
${PRELUDE}
local token, own, floor = ARGV[6], ARGV[7], tonumber(ARGV[8])
if own ~= '' then
  redis.call('ZREM', KEYS[3], own)
end
if redis.call('GET', KEYS[1]) ~= token then
  return 0
end
redis.call('DEL', KEYS[1])
if not grant('', floor) then
  if floor > tonumber(redis.call('GET', KEYS[2]) or '0') then
    redis.pcall('SET', KEYS[2], ARGV[8], 'PX', ARGV[1])
  end
  redis.pcall('PUBLISH', ARGV[9], ARGV[10])
end
return 1
`);

export const FORCE_FREE = new Script(`
-- Deletes the lock whoever holds it; then as a release does.
${KEYS}
${ARGV}, channel, message
-- Reply: 1 freed, 0 nobody held it
${PRELUDE}
if redis.call('DEL', KEYS[1]) == 0 then
  return 0
end
if not grant('', 0) then
  redis.pcall('PUBLISH', ARGV[6], ARGV[7])
end
return 1
`);

export const PASS = new Script(`
-- Hands the lock on to another token of the same process; or, given its queue entry, to whoever queues first.
${KEYS}
${ARGV}, token, new token, its ttl in ms, highest fence given out, queue entry or '' to stay in the process
-- Reply: {1, fence, 1 by the clock or 0} passed, {2, ms of the claim, 0} yielded and queued, {0, 0, 0} no longer ours
${PRELUDE}
local token, heir, ttl, floor, own = ARGV[6], ARGV[7], ARGV[8], tonumber(ARGV[9]), ARGV[10]
if redis.call('GET', KEYS[1]) ~= token then
  return {0, 0, 0}
end
if own ~= '' then
  redis.call('DEL', KEYS[1])
  local ms = grant('', floor)
  if ms then
    enqueue(own, '')
    return {2, ms, 0}
  end
end
local fence, byClock = rise(floor)
local given = give(heir, ttl, fence)
if given.err then
  return given
end
return {1, fence, byClock}
`);

export const PEEK = new Script(`
-- Looks at the lock.
${KEYS}
-- ARGV: none
-- Reply: {1 held or 0 free, ms until the lease ends or -1 or -2, the last fence as a string or '', waiters}
return {
  redis.call('GET', KEYS[1]) and 1 or 0,
  redis.call('PTTL', KEYS[1]),
  redis.call('GET', KEYS[2]) or '',
  redis.call('ZCARD', KEYS[3])
}
`);
