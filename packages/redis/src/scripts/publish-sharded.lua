-- In the place of publish.lua on a Cluster, which passes PUBLISH on to every node, and SPUBLISH to none but the replicas of
-- the slot. It came with Redis 7. Sharded channels have no patterns, so its own count is exact.

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
