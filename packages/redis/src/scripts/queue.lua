-- The queue is a sorted set of `client waiter ttl token`, followed by `shared` or a limit if the waiter wants that. `waiter`
-- identifies the waiter within its client. An entry's score is one more than the last, so the order does not depend on a
-- clock. A waiter that gives up removes its own entry; a dead one is detected at the head of the queue, since nobody is
-- subscribed to its client's channel. The client `-` marks a polling waiter, which is granted the lock without a message.
--
-- Included after the uncontended case, since every run that reaches a function's definition pays for it.
-- include modes
local channels = string.match(context, '^%d+ (.*)$')

-- The same entry for a waiter without a subscription.
local function unsubscribed(entry)
  return (string.gsub(entry, '^%S+', '-'))
end

-- The parts of an entry; nil if it is malformed.
local function parse(entry)
  local client, waiter, ttl, token, wish = string.match(entry, '^(%S+) (%S+) (%d+) (%S+) ?(%S*)$')
  ttl = tonumber(ttl)
  local isWish = wish == '' or wish == 'shared' or wish and (tonumber(string.match(wish, '^%d+$')) or 0) > 0
  if ttl and ttl > 0 and ttl <= LONGEST_TTL and isWish then
    return client, waiter, ttl, token, wish
  end
end

-- One more than the last score. A score that is too large was not set by this script, and its entry is removed.
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

-- Queues an entry. If it is queued already, with or without a subscription, it keeps its position.
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

-- A missing queue is not touched: clients that never meet one need no permission for it.
local function dequeue(entry)
  if entry ~= '' and redis.call('PTTL', KEYS[3]) ~= -2 then
    redis.call('ZREM', KEYS[3], entry, unsubscribed(entry))
  end
end

-- Whether the lock was released but stays taken for its `minHold`; see release-in.lua.
local function isKept(holder)
  return holder and string.sub(holder, -5) == ':kept'
end

-- Grants the free lock to the first waiter ahead of `own` that polls or can be notified.
-- Returns 'granted', 'none', or 'more' if there are more dead entries than one call removes; then the error if PUBLISH was
-- refused; then whether the waiter polls.
local function grant(own)
  for _ = 1, MOST_DEAD do
    local entry = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
    if not entry or own ~= '' and (entry == own or entry == unsubscribed(own)) then
      return 'none'
    end
    local client, waiter, ttl, token, wish = parse(entry)
    if client and (client == '-' or subscribers(channels .. client) ~= 0) then
      raise(KEYS[2], context)
      local holder = wish == '' and token or modeOf(wish) .. '+' .. token
      redis.call('SET', KEYS[1], holder, 'PX', math.min(ttl, GRANT_TTL))
      local received = client == '-' and 1 or publish(channels .. client, waiter)
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

-- Records in the key of a lock with several holders when its first waiter polled; see serve.lua.
local function noteSeen(holder, entry, left)
  local time = redis.pcall('TIME')
  local mode, sign = string.match(holder, '^(!%a+)(%+?)')
  if sign == '' and not time.err and left > 0 and redis.call('ZRANGE', KEYS[3], 0, 0)[1] == unsubscribed(entry) then
    local _, _, _, token = parse(entry)
    local seen = time[1] * 1000 + math.floor(time[2] / 1000) + GRANT_TTL
    redis.call('SET', KEYS[1], mode .. ' ' .. token .. string.format(' %.0f', seen), 'PX', left)
  end
end

-- Wakes the first waiter while the lock is still taken. Its attempt finds out until when, or whether it may share the lock.
-- Returns 'more' if dead entries are left to remove; then whether the first waiter polls, and so was not woken.
local function wake()
  for _ = 1, MOST_DEAD do
    local entry = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
    local client, waiter = parse(entry or '')
    if not entry or client == '-' then
      return nil, client == '-'
    end
    local received = client and publish(channels .. client, waiter) or 0
    if type(received) == 'table' or received > 0 then
      return
    end
    redis.call('ZREM', KEYS[3], entry)
  end
  return 'more'
end
