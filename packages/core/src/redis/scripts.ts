import { PUBLISH } from "./publish.js";
import { Script } from "./script.js";

/** How long the fence key outlives the last acquisition, in ms: a day, so that no key stays for good. */
export const FENCE_EXPIRY = 86_400_000;
/**
 * How many fences an acquisition reserves: its own, and those that its process may give to local waiters under the same
 * lease without telling the server.
 */
export const FENCE_RESERVE = 64;
/** A smaller number was never seeded: the clock in µs passed it in 2001. */
const FIRST_FENCE = 1e15;
/** The last safe integer from which a whole reserve fits. */
const LAST_FENCE = Number.MAX_SAFE_INTEGER - 2 * FENCE_RESERVE;

/**
 * The fence is a counter. The server's clock in µs seeds it when the key is new or its data was lost, and has no say
 * after that: a clock which is set back does not make it fall. A new seed is above every earlier fence, since nobody
 * acquires one name 15,000 times a second for long, which is what 64 a time need to outrun a clock that counts µs.
 */
const FENCE = `
-- The current fence; nil where there is none, or what stands there can be none.
local function current(key)
  local fence = tonumber(redis.call('GET', key))
  return fence and fence >= ${FIRST_FENCE} and fence <= ${LAST_FENCE} and fence % 1 == 0 and fence
end

-- Reserves the next fences and returns the first. \`context\` starts with the client's clock, for where TIME is refused.
local function raise(key, context)
  local fence = current(key)
  if fence then
    fence = fence + ${FENCE_RESERVE}
  else
    local time = redis.pcall('TIME')
    local clock = time.err and tonumber(string.match(context, '^%d+')) or time[1] * 1000000 + time[2]
    fence = math.max(clock, ${FIRST_FENCE})
  end
  redis.call('SET', key, string.format('%.0f', fence), 'PX', ${FENCE_EXPIRY})
  return fence
end
`;

/** What a release publishes, unless its layout says otherwise. */
export const FREED = "free";

/** How a release ends: it is announced, and the reply says why if nobody can be told. */
const ANNOUNCE = `
${PUBLISH}
-- Returns the reply of a release. An empty channel stands for no announcement.
local function announce(channel, message, refusal)
  local received = channel ~= '' and publish(channel, message or '${FREED}') or 0
  local reason = refusal or type(received) == 'table' and received.err
  return reason and {1, reason} or 1
end
`;

/**
 * How long a granted lock stands before its waiter has confirmed it, in ms: what it costs when a waiter that the server
 * takes for alive does not move.
 */
const GRANT_TTL = 3_000;
/** A queue outlives any pause between two polls of its waiters, in ms. */
const QUEUE_EXPIRY = 300_000;
/** How many dead entries one call removes, a few µs each. */
const MOST_DEAD = 256;
/** The longest ttl that an entry may ask for, in ms. */
const LONGEST_TTL = 2_147_483_647;

/**
 * The queue is a sorted set of \`client place ttl token\`. An entry's score is one more than the last one's, so that the
 * order does not follow a clock. A waiter that goes away removes its own entry; one that died is found out when its turn
 * comes, since nobody is subscribed to its client's channel. The client \`-\` stands for a waiter without a subscription,
 * which polls: it is granted the lock without a message.
 *
 * Stands behind the uncontended case, since a function costs its definition in every run that passes it.
 */
const QUEUE = `
local channels = string.match(context, '^%d+ (.*)$')

-- The entry of a waiter without a subscription.
local function unsubscribed(entry)
  return (string.gsub(entry, '^%S+', '-'))
end

-- One more than the last score. A score that leaves no room for that is no number of ours, and goes.
local function nextScore()
  for _ = 1, ${MOST_DEAD} do
    local last = redis.call('ZRANGE', KEYS[3], -1, -1, 'WITHSCORES')
    local score = tonumber(last[2] or 0)
    if math.abs(score) < ${Number.MAX_SAFE_INTEGER} then
      return score + 1
    end
    redis.call('ZREM', KEYS[3], last[1])
  end
  return 1
end

-- An entry that was queued with or without a subscription keeps its place.
local function enqueue(entry, subscribed)
  local own = subscribed and entry or unsubscribed(entry)
  local other = subscribed and unsubscribed(entry) or entry
  local score = redis.call('ZSCORE', KEYS[3], other)
  if score then
    redis.call('ZREM', KEYS[3], other)
  end
  if score or not redis.call('ZSCORE', KEYS[3], own) then
    redis.call('ZADD', KEYS[3], 'NX', score or string.format('%.0f', nextScore()), own)
  end
  redis.call('PEXPIRE', KEYS[3], ${QUEUE_EXPIRY})
end

local function dequeue(entry)
  if entry ~= '' then
    redis.call('ZREM', KEYS[3], entry, unsubscribed(entry))
  end
end

-- Grants the lock, which nobody holds, to the first waiter that can learn of it and stands before \`own\`.
-- Returns 'granted', 'none', or 'more' when dead entries are left to remove; and an error when messages are refused.
local function grant(own)
  for _ = 1, ${MOST_DEAD} do
    local entry = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
    if not entry or own ~= '' and (entry == own or entry == unsubscribed(own)) then
      return 'none'
    end
    local client, place, ttl, token = string.match(entry, '^(%S+) (%S+) (%d+) (%S+)$')
    ttl = tonumber(ttl)
    local present = ttl and ttl > 0 and ttl <= ${LONGEST_TTL} and (client == '-' or subscribers(channels .. client) ~= 0)
    if present then
      raise(KEYS[2], context)
      redis.call('SET', KEYS[1], token, 'PX', math.min(ttl, ${GRANT_TTL}))
      local received = client == '-' and 1 or publish(channels .. client, place)
      if type(received) == 'table' then
        redis.call('DEL', KEYS[1])
        return 'none', received.err
      elseif received > 0 then
        redis.call('ZREM', KEYS[3], entry)
        return 'granted'
      end
      redis.call('DEL', KEYS[1])
    end
    redis.call('ZREM', KEYS[3], entry)
  end
  return 'more'
end
`;

const KEYS = "KEYS: lock, fence, queue";
const CONTEXT = "context: the client's clock in us, a space, what client channels start with";

/** One number is the reply of the uncontended case: an array costs both sides more than any command inside. */
export const ACQUIRE = new Script(
  `
-- Takes the lock if it is free and no living waiter is before the caller, or if this very token holds it; else queues.
-- ${KEYS}
-- ARGV: token, ttl in ms, context; if it may be queued, then also its entry, and how to queue it now: 'subscribed',
--   'unsubscribed' or ''
--   ${CONTEXT}
-- Reply: the fence if acquired, {ms until the lease ends or -1, 1 queued or 0} if not
local token, ttl, context, entry, queueing = ARGV[1], ARGV[2], ARGV[3], ARGV[4] or '', ARGV[5] or ''
local free = redis.call('SET', KEYS[1], token, 'NX', 'PX', ttl)
if free and redis.call('PTTL', KEYS[3]) == -2 then
  return raise(KEYS[2], context)
end
${PUBLISH}
${QUEUE}
local holder = redis.call('GET', KEYS[1])
if not free and holder == token then
  redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ttl))
  dequeue(entry)
  return current(KEYS[2]) or raise(KEYS[2], context)
end
if free then
  -- A queue that may not be read, or is none, keeps nobody from the lock.
  local done, outcome = pcall(grant, entry)
  if not done or outcome == 'none' or outcome == 'more' and queueing == '' then
    redis.call('SET', KEYS[1], token, 'PX', ttl)
    pcall(dequeue, entry)
    return raise(KEYS[2], context)
  elseif outcome == 'more' then
    redis.call('DEL', KEYS[1])
  end
end
if queueing ~= '' then
  enqueue(entry, queueing == 'subscribed')
end
local left = redis.call('PTTL', KEYS[1])
return {left == -2 and 0 or left, queueing == '' and 0 or 1}
`,
  FENCE,
);

/** A lease goes on under `token.1`, `token.2` and so on when it is shortened. */
const HOLDS = `
local function holds(holder, token)
  return holder == token or holder and string.sub(holder, 1, #token + 1) == token .. '.'
end
`;

export const RENEW = new Script(`
-- Lets the lease end a ttl from now, or later if it already does. With a next token it may end sooner than before: the
-- lease then goes on under that token, so that no earlier renewal which arrives late applies to it.
-- KEYS: lock
-- ARGV: token, ttl in ms, next token or none
-- Reply: 1 renewed, 0 no longer held by this token
local holder = redis.call('GET', KEYS[1])
if ARGV[3] and holder == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[2])
  return 1
end
if holder ~= (ARGV[3] or ARGV[1]) then
  return 0
end
redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ARGV[2]))
return 1
`);

export const RELEASE = new Script(
  `
-- Takes the caller out of the queue. Deletes the lock if this token holds it, or a token that a shortened lease goes on
-- under; then grants it to the first living waiter, or announces the release where there is none.
-- ${KEYS}
-- ARGV: token, context, queue entry or ''; then channel or '' for no announcement, and message; without them it is
--   '${FREED}' on the channel named as the lock's key
--   ${CONTEXT}
-- Reply: 1 released, {1, error} released but not announced, 0 not held by this token;
--   {2, 1 or 0} the same, with dead waiters left to remove by another call
local token, context, entry = ARGV[1], ARGV[2], ARGV[3] or ''
local holder = redis.call('GET', KEYS[1])
local held = holds(holder, token)
if held then
  redis.call('DEL', KEYS[1])
end
if entry == '' and (holder and not held or redis.call('PTTL', KEYS[3]) == -2) then
  return held and announce(ARGV[4] or KEYS[1], ARGV[5]) or 0
end
${FENCE}
${QUEUE}
local outcome, refusal
local done, failure = pcall(function()
  dequeue(entry)
  if not holder or held then
    outcome, refusal = grant('')
  end
end)
if not done then
  refusal = type(failure) == 'table' and failure.err or failure
end
if outcome == 'more' then
  return {2, held and 1 or 0}
end
if not held then
  return 0
end
return outcome == 'granted' and 1 or announce(ARGV[4] or KEYS[1], ARGV[5], refusal)
`,
  `${HOLDS}${ANNOUNCE}`,
);

export const TRANSFER = new Script(
  `
-- Hands the lock to another token of the same process; or, given its queue entry, to whoever queues first. Replies the
-- same when it is repeated.
-- ${KEYS}
-- ARGV: token, new token, its ttl in ms, context; to let others go first, then also its entry, and how to queue it:
--   'subscribed' or 'unsubscribed'
--   ${CONTEXT}
-- Reply: the fence if transferred, {ms until the lease ends} if others went first and it is queued,
--   0 no longer held by this token
local token, heir, ttl, context, entry, queueing = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5] or '', ARGV[6]
local holder = redis.call('GET', KEYS[1])
${QUEUE}
if holder == heir then
  redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ttl))
  return current(KEYS[2]) or raise(KEYS[2], context)
end
if not holds(holder, token) then
  local queued = entry ~= '' and
    (redis.call('ZSCORE', KEYS[3], entry) or redis.call('ZSCORE', KEYS[3], unsubscribed(entry)))
  return queued and {math.max(redis.call('PTTL', KEYS[1]), 0)} or 0
end
if entry ~= '' and grant('') == 'granted' then
  enqueue(entry, queueing == 'subscribed')
  return {redis.call('PTTL', KEYS[1])}
end
local fence = raise(KEYS[2], context)
redis.call('SET', KEYS[1], heir, 'PX', ttl)
return fence
`,
  `${HOLDS}${FENCE}${PUBLISH}`,
);

export const PEEK = new Script(`
-- Looks at the lock.
-- ${KEYS}
-- ARGV: none
-- Reply: {1 held or 0 free, ms until the lease ends or -1 or -2, the last fence or '', ms until the fence key ends or
--   less, the server's clock in ms or 0 where it is not permitted, waiters or -1 where that is not permitted}
local time, waiting = redis.pcall('TIME'), redis.pcall('ZCARD', KEYS[3])
return {
  redis.call('GET', KEYS[1]) and 1 or 0,
  redis.call('PTTL', KEYS[1]),
  redis.call('GET', KEYS[2]) or '',
  redis.call('PTTL', KEYS[2]),
  time.err and 0 or time[1] * 1000 + math.floor(time[2] / 1000),
  type(waiting) == 'table' and -1 or waiting
}
`);

export const HOLDER = new Script(`
-- Says whose the lock is.
-- KEYS: lock
-- ARGV: none
-- Reply: {the token of the holder, or ''}
return {redis.call('GET', KEYS[1]) or ''}
`);
