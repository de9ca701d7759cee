-- The queue is a sorted set of `client place ttl token`, with `shared` or a limit behind it where that is what the waiter
-- wants. An entry's score is one more than the last one's, so that the order does not follow a clock. A waiter that goes
-- away removes its own entry; one that died is found out when its turn comes, since nobody is subscribed to its client's
-- channel. The client `-` stands for a waiter without a subscription, which polls: it is granted the lock without a message of its own.
--
-- Stands behind the uncontended case, since a function costs its definition in every run that passes it.
-- include modes
local channels = string.match(context, '^%d+ (.*)$')

-- The entry of a waiter without a subscription.
local function unsubscribed(entry)
  return (string.gsub(entry, '^%S+', '-'))
end

-- The parts of an entry; nothing where it is none.
local function parse(entry)
  local client, place, ttl, token, wish = string.match(entry, '^(%S+) (%S+) (%d+) (%S+) ?(%S*)$')
  ttl = tonumber(ttl)
  local isWish = wish == '' or wish == 'shared' or wish and (tonumber(string.match(wish, '^%d+$')) or 0) > 0
  if ttl and ttl > 0 and ttl <= LONGEST_TTL and isWish then
    return client, place, ttl, token, wish
  end
end

-- One more than the last score. A score that leaves no room for that was not set by this script, and goes.
local function nextScore()
  for _ = 1, MOST_DEAD do
    local last = redis.call('ZRANGE', KEYS[3], -1, -1, 'WITHSCORES')
    local score = tonumber(last[2] or 0)
    if math.abs(score) < MAX_SAFE_INTEGER then
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
  redis.call('PEXPIRE', KEYS[3], QUEUE_EXPIRY)
end

-- A queue that is not there is not touched: clients that never meet one need no permission for it.
local function dequeue(entry)
  if entry ~= '' and redis.call('PTTL', KEYS[3]) ~= -2 then
    redis.call('ZREM', KEYS[3], entry, unsubscribed(entry))
  end
end

-- Whether the lock is nobody's, and stays taken for some time; see release-in.lua.
local function isKept(holder)
  return holder and string.sub(holder, -5) == ':kept'
end

-- Grants the lock, which nobody holds, to the first waiter that can learn of it and stands before `own`.
-- Returns 'granted', 'none', or 'more' when dead entries are left to remove; then an error when messages are refused; and
-- whether it was granted to one that polls.
local function grant(own)
  for _ = 1, MOST_DEAD do
    local entry = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
    if not entry or own ~= '' and (entry == own or entry == unsubscribed(own)) then
      return 'none'
    end
    local client, place, ttl, token, wish = parse(entry)
    if client and (client == '-' or subscribers(channels .. client) ~= 0) then
      raise(KEYS[2], context)
      local holder = wish == '' and token or modeOf(wish) .. '+' .. token
      redis.call('SET', KEYS[1], holder, 'PX', math.min(ttl, GRANT_TTL))
      local received = client == '-' and 1 or publish(channels .. client, place)
      if type(received) == 'table' then
        redis.call('DEL', KEYS[1])
        return 'none', received.err
      elseif received > 0 then
        redis.call('ZREM', KEYS[3], entry)
        return 'granted', nil, client == '-'
      end
      redis.call('DEL', KEYS[1])
    end
    redis.call('ZREM', KEYS[3], entry)
  end
  return 'more'
end

-- Notes in the lock's key, where several hold the lock, that its first waiter polls; see serve.lua.
local function noteSeen(holder, entry, left)
  local time = redis.pcall('TIME')
  local mode, sign = string.match(holder, '^(!%a+)(%+?)')
  if sign == '' and not time.err and left > 0 and redis.call('ZRANGE', KEYS[3], 0, 0)[1] == unsubscribed(entry) then
    local _, _, _, token = parse(entry)
    local seen = time[1] * 1000 + math.floor(time[2] / 1000) + GRANT_TTL
    redis.call('SET', KEYS[1], mode .. ' ' .. token .. string.format(' %.0f', seen), 'PX', left)
  end
end

-- Tells the first waiter that the line has moved while the lock is taken: its own attempt tells until when, or whether it
-- may share it.
local function wake()
  for _ = 1, MOST_DEAD do
    local entry = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
    local client, place = parse(entry or '')
    if not entry or client == '-' then
      return
    end
    local received = client and publish(channels .. client, place) or 0
    if type(received) == 'table' or received > 0 then
      return
    end
    redis.call('ZREM', KEYS[3], entry)
  end
end
