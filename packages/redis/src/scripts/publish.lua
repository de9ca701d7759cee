-- PUBLISH goes through pcall: where it is not permitted it raises, and by then the delete before it has taken effect.
-- Its count includes pattern subscribers, such as a monitor with `PSUBSCRIBE *`; NUMSUB counts those of the channel alone.

-- Returns how many receive it, or a table with the error.
local function publish(channel, message)
  return redis.pcall('PUBLISH', channel, message)
end

-- Returns how many are subscribed to the channel itself; nil where that is not permitted.
local function subscribers(channel)
  return redis.pcall('PUBSUB', 'NUMSUB', channel)[2]
end
