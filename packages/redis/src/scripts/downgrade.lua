-- share fence
-- Turns an exclusive lock into a shared one, with the lease that it has; lets the sharers join that are first in the
-- queue. Replies the same when it is repeated.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: what the lock's key holds, the token that has the slot then, context, how often the lease was shortened
--   context: the client's clock in us, a space, what client channels start with
-- Reply: the fence of the sharers, 0 no longer held by this token
local holder, token, context = ARGV[1], ARGV[2], ARGV[3]
-- include publish
-- include queue
-- include slots
-- include serve
if redis.call('GET', KEYS[1]) == holder then
  local left = redis.call('PTTL', KEYS[1])
  open('shared')
  take(token, left, 'shared', ARGV[4])
  serve('')
  settle()
  return raise(KEYS[2], context)
elseif mode == '!shared' and isOpen and slotOf(token) then
  return current(KEYS[2]) or raise(KEYS[2], context)
end
return 0
