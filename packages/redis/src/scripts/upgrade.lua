-- share fence
-- Turns a shared lock into an exclusive one, with the lease that it has, if nobody else shares it and no living waiter
-- wants it. Replies the same when it is repeated.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token that has the slot, what the lock's key holds then, context
--   context: the client's clock in us, a space, what client channels start with
-- Reply: the fence, 1 if others share it or wait, 0 no longer held by this token
local token, holder, context = ARGV[1], ARGV[2], ARGV[3]
-- include publish
-- include queue
-- include slots
-- include serve
if redis.call('GET', KEYS[1]) == holder then
  return current(KEYS[2]) or raise(KEYS[2], context)
end
local slot, ends = slotOf(token)
if mode ~= '!shared' or not isOpen or not slot then
  return 0
end
if redis.call('PTTL', KEYS[3]) ~= -2 and serve('') ~= 'none' or taken() > 1 then
  settle()
  return 1
end
close()
redis.call('SET', KEYS[1], holder, 'PX', integer(ends - now))
return raise(KEYS[2], context)
