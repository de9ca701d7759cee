-- Runs one step many times, in order.
-- KEYS: those of the first, those of the second, ...
-- ARGV: how many, then the arguments of the first, those of the second, ...
-- Reply: {reply of the first or its error, that of the second, ...}
local function step(KEYS, ARGV)
-- the step
end
local count = tonumber(ARGV[1])
local keys, args = #KEYS / count, (#ARGV - 1) / count
local replies = {}
for index = 1, count do
  local own = {unpack(KEYS, (index - 1) * keys + 1, index * keys)}
  local given = {unpack(ARGV, (index - 1) * args + 2, index * args + 1)}
  local done, reply = pcall(step, own, given)
  if not done and type(reply) ~= 'table' then
    reply = {err = reply}
  end
  replies[index] = reply
end
return replies
