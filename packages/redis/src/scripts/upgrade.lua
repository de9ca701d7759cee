-- share holds
-- share changes
-- share announce
-- share fence
-- Turns a shared lock into an exclusive one, under the same lease, if nobody else shares it and no live waiter wants it.
-- Otherwise lets the waiters at the head of the queue join, and announces it if some of them poll. Idempotent, also for a
-- lock that is already exclusive.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token, number of this change, context; then channel or '' for no announcement, and message; by default
--   FREED on the channel with the name of the lock's key
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: the fence, 1 if others share it or wait, {'more', 1} if another call must serve the rest of the queue, -1 if
--   overtaken by a later change, 0 if no longer held by this token
local token, change, context = ARGV[1], tonumber(ARGV[2]), ARGV[3]
-- include queue
-- include slots
-- include serve
local holder = token .. '.' .. change
local changed = changesOf(redis.call('GET', KEYS[1]), token)
if changed then
  if changed < change then
    redis.call('SET', KEYS[1], holder, 'PX', math.max(redis.call('PTTL', KEYS[1]), 1))
  end
  return current(KEYS[2]) or raise(KEYS[2], context)
end
local slot, ends, made = slotOf(token)
if mode ~= '!shared' or not isOpen or not slot then
  return 0
elseif made >= change then
  return -1
end
local outcome, polls = 'none', false
if redis.call('PTTL', KEYS[3]) ~= -2 then
  outcome, polls = serve('')
end
if outcome ~= 'none' or taken() > 1 then
  settle()
  if polls then
    announce(ARGV[4] or KEYS[1], ARGV[5])
  end
  return outcome == 'more' and {'more', 1} or 1
end
close()
redis.call('SET', KEYS[1], holder, 'PX', integer(ends - now))
return raise(KEYS[2], context)
