-- share holds
-- share changes
-- share announce
-- share fence
-- Turns an exclusive lock into a shared one, with the lease that it has; lets the sharers join that are first in the
-- queue, and announces it where some of them poll. Replies the same when it is repeated.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token, number of this change, context; then channel or '' for no announcement, and message; without them it is
--   FREED on the channel named as the lock's key
--   context: the client's clock in us, a space, what client channels start with
-- Reply: the fence of the sharers, -1 overtaken by a later change, 0 no longer held by this token
local token, change, context = ARGV[1], tonumber(ARGV[2]), ARGV[3]
-- include queue
-- include slots
-- include serve
local made = changesOf(redis.call('GET', KEYS[1]), token)
if made and made < change then
  local left = redis.call('PTTL', KEYS[1])
  open('shared')
  take(token, left, 'shared', change)
  local _, polls = serve('')
  settle()
  if polls then
    announce(ARGV[4] or KEYS[1], ARGV[5])
  end
  return raise(KEYS[2], context)
elseif made then
  return -1
elseif mode == '!shared' and isOpen and slotOf(token) then
  return current(KEYS[2]) or raise(KEYS[2], context)
end
return 0
