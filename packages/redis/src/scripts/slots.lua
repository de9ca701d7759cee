-- Several hold a lock, each in a slot of its own: sharers, or those who have a place of a limit. A sorted set has the slots
-- from 0 by the end of their leases, in ms by the server's clock: 0 is a free one, and one whose holder has died ends by
-- itself. A hash has the token of each slot, for each token its slot and the number of the last change made to its lease
-- (see changes.lua), and under `limit` what the last of them asked for.
--
-- The lock's key then holds `!shared` or `!limited`, and ends with the last of the leases. Behind a plus stands the token
-- of a waiter that a release has granted the lock to, and who has not confirmed it; behind a space that of the first
-- waiter, where it polls, and until when it counts as alive.
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

-- How many hold it.
local function taken()
  return redis.call('ZCOUNT', KEYS[4], '(' .. integer(now), '+inf')
end

-- The slot of a token, the end of its lease, and the number of the last change; nothing where it has none, or had.
local function slotOf(token)
  local slot, change = string.match(redis.call('HGET', KEYS[5], token) or '', '^(%d+) (%d+)$')
  local ends = slot and tonumber(redis.call('ZSCORE', KEYS[4], slot) or 0)
  if ends and ends > now then
    return slot, ends, tonumber(change)
  end
end

-- A slot that is free, below the limit; fewer than that are taken, so there is one.
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

-- A full memory ends nobody's lease: while it is full, Redis refuses what needs memory, but not once a script has deleted
-- something. So what may be there is deleted first, here and in `forget`.
local function setEnd(token, slot, ends, change)
  redis.call('HDEL', KEYS[5], token)
  redis.call('ZADD', KEYS[4], integer(ends), slot)
  redis.call('HSET', KEYS[5], token, slot .. ' ' .. change)
end

-- Frees the slot that a token has, or had: otherwise reusing the old slot would delete the token's entry for its new one.
local function forget(token)
  local slot = string.match(redis.call('HGET', KEYS[5], token) or '', '^(%d+) %d+$')
  if slot then
    redis.call('HDEL', KEYS[5], token, slot)
    -- None is added: those that there are stand from 0 without a gap, also after an eviction.
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

-- Whether it had a slot.
local function leave(token)
  local held = slotOf(token) and true or false
  forget(token)
  return held
end

local function close()
  redis.call('DEL', KEYS[4], KEYS[5])
end

-- Lets the lock end with the last of the leases. False: nobody holds it any more.
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

-- From here on the lock is held in this mode; what is left of another time is gone.
local function open(wish)
  close()
  mode, sign, named, seen, isOpen = modeOf(wish), '', '', '', true
end
