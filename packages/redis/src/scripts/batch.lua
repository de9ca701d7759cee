-- Runs the same step several times, in order.
-- KEYS: those of the first, those of the second, ...
-- ARGV: how many, then the arguments of the first, those of the second, ...
-- Reply: {reply of the first or its error, that of the second, ...}; on a replica, its refusal as the whole reply, since a
--   client reconnects only for an error that is the reply itself
local function step(KEYS, ARGV)
-- the step
end
local count = tonumber(ARGV[1])
local keys, args = #KEYS / count, (#ARGV - 1) / count
-- Every step has the same number of keys and arguments, so all of them can use the same tables.
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
