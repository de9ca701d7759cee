import { ANNOUNCE, FENCE, FREED, Script } from "@lockwire/core/redis";

/**
 * How long a granted lock stands before its new holder has renewed it, in ms: what a grantee costs that is alive for the
 * server and yet does not move.
 */
const CLAIM_TTL = 3_000;
/** A queue outlives any pause between two looks of its waiters, in ms. */
const QUEUE_EXPIRY = 300_000;

const KEYS = "KEYS: lock, fence, queue";

/** What stood in the queue for `own` if it heard nothing when it came. */
const DEAF = "(string.gsub(own, '^%S+', '-'))";

const CONTEXT = "context: the client's clock in us, a space, process channels";

/**
 * What the steps of the hand-off do with the queue. Expects FENCE, ANNOUNCE, the keys and `context`. It stands behind what
 * settles the uncontended case: a function costs its definition in every run that comes by it.
 *
 * The queue is a sorted set of `client ttl token`, in the order of arrival. A waiter that goes away takes its own entry
 * out; one that died is found out when its turn comes: nobody hears the message. The client `-` hears nothing and asks
 * for itself (its subscription was refused, or is down for a moment): it is given the lock all the same. When it hears
 * again it queues under its own name; if that request is lost, its place as `-` is still there, and goes with the next.
 */
const QUEUE = `
local channels = string.match(context, '^%d+ (.*)$')

-- Sets fence and lock. Returns the fence, and 1 if it is the server's clock's or 0; or nil and the failure.
local function give(token, ttl, floor)
  local fence, byClock = rise(KEYS[2], floor, context)
  if not fence then
    return nil, byClock
  end
  local given = redis.pcall('SET', KEYS[1], token, 'PX', ttl)
  if given.err then
    return nil, given
  end
  return fence, byClock
end

-- An entry that takes the place of an earlier one keeps it.
local function enqueue(entry, earlier)
  local since = earlier ~= '' and redis.call('ZSCORE', KEYS[3], earlier)
  if since then
    redis.call('ZREM', KEYS[3], earlier)
  end
  redis.call('ZADD', KEYS[3], 'NX', since or string.format('%.0f', clock(context)), entry)
  redis.call('PEXPIRE', KEYS[3], ${QUEUE_EXPIRY})
end

-- Gives the lock, which is free, to the first waiter that is alive and comes before the caller's own entry.
-- Returns the ttl of its claim; nil when there is none; nil and the reason when the server refuses to give or to tell.
local function grant(own, floor)
  while true do
    local entry = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
    if not entry or entry == own then
      return nil
    end
    local client, ttl, token = string.match(entry, '^(%S+) (%d+) (%S+)$')
    if client then
      local ms = math.min(tonumber(ttl), ${CLAIM_TTL})
      local fence, failure = give(token, ms, floor)
      if not fence then
        return nil, failure.err
      end
      local text = string.format('%s %.0f %d', token, fence, ms)
      local heard = client == '-' and 1 or publish(channels .. client, text)
      if type(heard) == 'table' then
        redis.call('DEL', KEYS[1])
        return nil, heard.err
      end
      if heard > 0 then
        redis.call('ZREM', KEYS[3], entry)
        return ms
      end
      redis.call('DEL', KEYS[1])
    end
    redis.call('ZREM', KEYS[3], entry)
  end
end
`;

export const TAKE = new Script(
  `
-- Takes the lock if it is free and nobody alive is before us, or if this very token holds it; else queues.
-- ${KEYS}
-- ARGV: token, ttl in ms, context; to queue, or after that, also the queue entry or '', the entry it replaces or ''
--   ${CONTEXT}
-- Reply: the fence if taken by the server's clock, {1, fence} taken,
--   {0, ms until the lease ends or -1, 1 queued or 0, last fence} held by another
local token, ttl, context, own, earlier = ARGV[1], ARGV[2], ARGV[3], ARGV[4] or '', ARGV[5] or ''
local free = redis.call('SET', KEYS[1], token, 'NX', 'PX', ttl)
if not free and redis.call('GET', KEYS[1]) == token then
  redis.call('PEXPIRE', KEYS[1], ttl)
  local ours = tonumber(redis.call('GET', KEYS[2]) or '0')
  if ours > 0 then
    return {1, ours}
  end
  free = true
end
if not free or redis.call('EXISTS', KEYS[3]) == 1 then
  ${ANNOUNCE}
  ${QUEUE}
  if earlier == own then
    earlier = ${DEAF}
  end
  if free then
    redis.call('DEL', KEYS[1])
    if earlier ~= '' and earlier ~= own then
      redis.call('ZREM', KEYS[3], earlier)
    end
    free = not grant(own, 0)
  end
  if not free then
    if own ~= '' then
      enqueue(own, earlier)
    end
    local last = tonumber(redis.call('GET', KEYS[2]) or '0')
    return {0, redis.call('PTTL', KEYS[1]), own == '' and 0 or 1, last}
  end
  redis.call('SET', KEYS[1], token, 'PX', ttl)
  if own ~= '' then
    redis.call('ZREM', KEYS[3], own)
  end
end
local fence, byClock = rise(KEYS[2], 0, context)
if not fence then
  redis.call('DEL', KEYS[1])
  return byClock
end
return byClock == 1 and fence or {1, fence}
`,
  FENCE,
);

export const FREE = new Script(
  `
-- Takes the caller out of the queue. Deletes the lock if this token holds it; then gives it to the first living waiter,
-- or announces the release where there is none.
-- ${KEYS}
-- ARGV: token, context; where there is more to say, queue entry or '', highest fence given out or 0; then channel and
--   message, without which it is '${FREED}' on the channel named as the lock's key
--   ${CONTEXT}
-- Reply: 1 freed, {1, error} freed but not announced, 0 no longer this token's
local token, context, own, floor = ARGV[1], ARGV[2], ARGV[3] or '', tonumber(ARGV[4] or 0)
local channel, message = ARGV[5] or KEYS[1], ARGV[6]
if own ~= '' then
  redis.call('ZREM', KEYS[3], own, ${DEAF})
end
if redis.call('GET', KEYS[1]) ~= token then
  return 0
end
redis.call('DEL', KEYS[1])
local alone = redis.call('EXISTS', KEYS[3]) == 0
if alone and floor == 0 then
  return announce(channel, message)
end
${FENCE}
${QUEUE}
local given, refusal
if not alone then
  given, refusal = grant('', floor)
end
if given then
  return 1
end
if floor > 0 and floor > tonumber(redis.call('GET', KEYS[2]) or 0) then
  write(KEYS[2], floor)
end
return announce(channel, message, refusal)
`,
  ANNOUNCE,
);

export const FORCE_FREE = new Script(
  `
-- Deletes the lock whoever holds it; then as a release does.
-- ${KEYS}
-- ARGV: context; then channel and message, as for a release
--   ${CONTEXT}
-- Reply: 1 freed, {1, error} freed but not announced, 0 nobody held it
local context = ARGV[1]
if redis.call('DEL', KEYS[1]) == 0 then
  return 0
end
${QUEUE}
local given, refusal = grant('', 0)
return given and 1 or announce(ARGV[2] or KEYS[1], ARGV[3], refusal)
`,
  `${FENCE}${ANNOUNCE}`,
);

export const PASS = new Script(
  `
-- Hands the lock on to another token of the same process; or, given its queue entry, to whoever queues first. Says the
-- same when it is asked again.
-- ${KEYS}
-- ARGV: token, new token, its ttl in ms, context, highest fence given out, entry or '' to stay
--   ${CONTEXT}
-- Reply: {1, fence, 1 by the server's clock or 0} passed, {2, ms until the lease ends, 0} yielded
--   and queued, {0, 0, 0} no longer ours
local token, heir, ttl, context, floor, own = unpack(ARGV)
${QUEUE}
local holder = redis.call('GET', KEYS[1])
-- ioredis sends again what was under way when it lost the connection: the first time may have taken effect.
if holder == heir then
  own = ''
elseif holder ~= token then
  local queued = own ~= '' and redis.call('ZSCORE', KEYS[3], own)
  return queued and {2, redis.call('PTTL', KEYS[1]), 0} or {0, 0, 0}
end
floor = tonumber(floor)
if own ~= '' then
  redis.call('DEL', KEYS[1])
  local ms = grant('', floor)
  if ms then
    enqueue(own, '')
    return {2, ms, 0}
  end
end
local fence, byClock = give(heir, ttl, floor)
if not fence then
  redis.call('DEL', KEYS[1])
  return byClock
end
return {1, fence, byClock}
`,
  `${FENCE}${ANNOUNCE}`,
);

export const PEEK = new Script(`
-- Looks at the lock.
-- ${KEYS}
-- ARGV: none
-- Reply: {1 held or 0 free, ms until the lease ends or -1 or -2, the last fence as a string or '', waiters}
return {
  redis.call('GET', KEYS[1]) and 1 or 0,
  redis.call('PTTL', KEYS[1]),
  redis.call('GET', KEYS[2]) or '',
  redis.call('ZCARD', KEYS[3])
}
`);
