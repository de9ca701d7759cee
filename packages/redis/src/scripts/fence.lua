-- The fence is a counter that also keeps up with the server's clock in us. The counter makes it rise when the clock is set
-- back. The clock makes it rise when the key is missing or stale: after a restart without the last writes, or a failover to a
-- lagging replica. The counter does not outrun the clock: at 64 per acquisition, that would take 15,000 acquisitions of one
-- name per second for a long time.

-- The current fence; nil if there is none, false if the value cannot be one.
local function current(key)
  local fence = tonumber(redis.call('GET', key))
  return fence and fence >= FIRST_FENCE and fence <= LAST_FENCE and fence % 1 == 0 and fence
end

-- The clock, read once for all steps of a call. If TIME is not permitted, the client's clock in `context` is used.
local clock
local function readClock(context)
  local time = redis.pcall('TIME')
  return time.err and tonumber(string.match(context, '^%d+')) or time[1] * 1000000 + time[2]
end

-- Reserves the next fences and returns the first.
local function raise(key, context)
  clock = clock or readClock(context)
  local fence = math.max(clock, (current(key) or FIRST_FENCE) + FENCE_RESERVE)
  redis.call('SET', key, string.format('%.0f', fence), 'PX', FENCE_EXPIRY)
  return fence
end
