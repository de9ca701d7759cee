-- The fence is a counter. The server's clock in us seeds it when the key is new or its data was lost, and has no say
-- after that: a clock which is set back does not make it fall. A new seed is above every earlier fence, since nobody
-- acquires one name 15,000 times a second for long, which is what 64 a time need to outrun a clock that counts us.

-- The current fence; nil where there is none, or what stands there can be none.
local function current(key)
  local fence = tonumber(redis.call('GET', key))
  return fence and fence >= FIRST_FENCE and fence <= LAST_FENCE and fence % 1 == 0 and fence
end

-- Reserves the next fences and returns the first. `context` starts with the client's clock, for where TIME is refused.
local function raise(key, context)
  local fence = current(key)
  if fence then
    fence = fence + FENCE_RESERVE
  else
    local time = redis.pcall('TIME')
    local clock = time.err and tonumber(string.match(context, '^%d+')) or time[1] * 1000000 + time[2]
    fence = math.max(clock, FIRST_FENCE)
  end
  redis.call('SET', key, string.format('%.0f', fence), 'PX', FENCE_EXPIRY)
  return fence
end
