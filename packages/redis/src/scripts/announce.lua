-- include publish
-- Announces a release, and returns its reply. An empty channel means no announcement.
local function announce(channel, message, refusal)
  local received = channel ~= '' and publish(channel, message or FREED) or 0
  local reason = refusal or type(received) == 'table' and received.err
  return reason and {1, reason} or 1
end
