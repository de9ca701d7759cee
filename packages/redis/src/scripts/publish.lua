-- PUBLISH goes through pcall: if it is not permitted, it raises an error after the DEL has already taken effect. It counts
-- pattern subscribers too, such as a monitor with `PSUBSCRIBE *`; NUMSUB counts only subscribers of the channel.

-- Returns the number of receivers, or a table with the error.
local function publish(channel, message)
  return redis.pcall('PUBLISH', channel, message)
end

-- Returns the number of subscribers of the channel itself; nil if NUMSUB is not permitted.
local function subscribers(channel)
  return redis.pcall('PUBSUB', 'NUMSUB', channel)[2]
end
