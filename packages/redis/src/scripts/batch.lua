-- Runs one step many times, in order.
-- KEYS: those of the first, those of the second, ...
-- ARGV: how many, then the arguments of the first, those of the second, ...
-- Reply: {reply of the first or its error, that of the second, ...}; where the server is a replica, its refusal, since a client
--   opens its connection anew for an error that is the reply, and not for one within
local function step(KEYS, ARGV)
-- the step
end
local count = tonumber(ARGV[1])
local keys, args = #KEYS / count, (#ARGV - 1) / count
-- Every step has as many keys and arguments, so that all of them can use the same tables.
local own, given, replies = {}, {}, {}
for index = 1, count do
  for at = 1, keys do
    own[at] = KEYS[(index - 1) * keys + at]
  end
  for at = 1, args do
    given[at] = ARGV[1 + (index - 1) * args + at]
  end
  local done, reply = pcall(step, own, given)
  if not done and type(reply) ~= 'table' then
    reply = {err = reply}
  end
  if type(reply) == 'table' and string.find(reply.err or '', 'READONLY', 1, true) then
    return reply
  end
  replies[index] = reply
end
return replies
