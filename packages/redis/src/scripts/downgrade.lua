-- share holds
-- share changes
-- share announce
-- share fence
-- Turns an exclusive lock into a shared one, under the same lease. Lets the sharers at the head of the queue join, and
-- announces it if some of them poll. Idempotent.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token, number of this change, context; then channel or '' for no announcement, and message; by default
--   FREED on the channel with the name of the lock's key
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: the fence of the sharers, {'more', fence} if another call must serve the rest of the queue, -1 if overtaken by a
--   later change, 0 if no longer held by this token
local token, change, context = ARGV[1], tonumber(ARGV[2]), ARGV[3]
-- include queue
-- include slots
-- include serve
local made = changesOf(redis.call('GET', KEYS[1]), token)
if made and made < change then
  local left = redis.call('PTTL', KEYS[1])
  open('shared')
  take(token, left, 'shared', change)
  local outcome, polls = serve('')
  settle()
  if polls then
    announce(ARGV[4] or KEYS[1], ARGV[5])
  end
  local fence = raise(KEYS[2], context)
  return outcome == 'more' and {'more', fence} or fence
elseif made then
  return -1
elseif mode == '!shared' and isOpen and slotOf(token) then
  return current(KEYS[2]) or raise(KEYS[2], context)
end
return 0
