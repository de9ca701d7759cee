-- Several holders of a lock, each in its own slot: sharers, or holders of a limit. A sorted set contains the slots, numbered
-- from 0, by the end of their leases in ms of the server's clock. A score of 0 marks a free slot, and the slot of a dead
-- holder expires by itself. A hash maps each slot to its token, each token to its slot and the number of the last change of
-- its lease (see changes.lua), and `limit` to the limit of the latest acquisition.
--
-- The lock's key then contains `!shared` or `!limited`, and expires with the last lease. After a plus follows the token of a
-- waiter that was granted the lock and has not confirmed it. After a space follow the token of the first waiter, if it polls,
-- and the time until which it counts as alive.
-- KEYS[4]: slots, KEYS[5]: holders
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local mode, sign, named, seen = string.match(redis.call('GET', KEYS[1]) or '', '^(!%a+)([+ ]?)(%S*) ?(%d*)$')
local isOpen = mode and sign ~= '+'

local function integer(number)
  return string.format('%.0f', number)
end

local function limitOf(wish)
  return tonumber(wish) or math.huge
end

-- The number of holders.
local function taken()
  return redis.call('ZCOUNT', KEYS[4], '(' .. integer(now), '+inf')
end

-- The slot of a token, the end of its lease, and the number of the last change; nil if it has none, or it has expired.
local function slotOf(token)
  local slot, change = string.match(redis.call('HGET', KEYS[5], token) or '', '^(%d+) (%d+)$')
  local ends = slot and tonumber(redis.call('ZSCORE', KEYS[4], slot) or 0)
  if ends and ends > now then
    return slot, ends, tonumber(change)
  end
end

-- A free slot below the limit. One exists, since the caller has checked that fewer slots are taken.
local function freeSlot(limit)
  local clock = integer(now)
  local number = redis.call('ZCARD', KEYS[4])
  local slot = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', clock, 'LIMIT', 0, 1)[1]
  if slot and tonumber(slot) < limit then
    return slot
  elseif number < limit then
    return integer(number)
  end
  -- Free slots may be numbered above this limit, left by callers with a higher one.
  for _, free in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', clock)) do
    if tonumber(free) < limit then
      return free
    end
  end
end

-- A lease must survive full memory: Redis then refuses writes that need memory, but not once the script has deleted
-- something. So possible old fields are deleted first, here and in `forget`.
local function setEnd(token, slot, ends, change)
  redis.call('HDEL', KEYS[5], token)
  redis.call('ZADD', KEYS[4], integer(ends), slot)
  redis.call('HSET', KEYS[5], token, slot .. ' ' .. change)
end

-- Frees the slot that a token has, even an expired one: otherwise reuse of the old slot would delete the token's new entry.
local function forget(token)
  local slot = string.match(redis.call('HGET', KEYS[5], token) or '', '^(%d+) %d+$')
  if slot then
    redis.call('HDEL', KEYS[5], token, slot)
    -- XX adds no slot: they are numbered from 0 without a gap.
    redis.call('ZADD', KEYS[4], 'XX', 0, slot)
  end
end

local function take(token, ttl, wish, change)
  forget(token)
  local slot = freeSlot(limitOf(wish))
  local before = redis.call('HGET', KEYS[5], slot)
  redis.call('HSET', KEYS[5], slot, token, 'limit', wish)
  if before then
    redis.call('HDEL', KEYS[5], before)
  end
  setEnd(token, slot, now + ttl, change or 0)
  return slot
end

-- Frees the slot of a token. Returns whether it had one.
local function leave(token)
  local held = slotOf(token) and true or false
  forget(token)
  return held
end

local function close()
  redis.call('DEL', KEYS[4], KEYS[5])
end

-- Sets the lock's key to expire with the last lease. False: there are no holders left.
local function settle()
  local last = redis.call('ZRANGE', KEYS[4], -1, -1, 'WITHSCORES')
  local left = (tonumber(last[2]) or 0) - now
  if left <= 0 then
    close()
    redis.call('DEL', KEYS[1])
    return false
  end
  local watch = named ~= '' and ' ' .. named .. ' ' .. seen or ''
  redis.call('SET', KEYS[1], mode .. watch, 'PX', integer(left))
  redis.call('PEXPIRE', KEYS[4], integer(left))
  redis.call('PEXPIRE', KEYS[5], integer(left))
  return true
end

-- Switches the lock to this mode, and deletes what is left of earlier holders.
local function open(wish)
  close()
  mode, sign, named, seen, isOpen = modeOf(wish), '', '', '', true
end
