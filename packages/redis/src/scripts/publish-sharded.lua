-- Replaces publish.lua on a Cluster. A Cluster forwards PUBLISH to every node, but SPUBLISH, new in Redis 7, only to the
-- replicas of the slot. Sharded channels have no patterns, so the count of SPUBLISH is exact.

local function publish(channel, message)
  local received = redis.pcall('SPUBLISH', channel, message)
  if type(received) == 'table' and string.find(received.err, 'Unknown Redis command', 1, true) then
    return redis.pcall('PUBLISH', channel, message)
  end
  return received
end

local function subscribers()
  return nil
end
