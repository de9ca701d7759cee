-- share holds
-- share announce
-- share fence
-- Removes the caller from the queue, and releases what its token holds: a slot, or the lock's key if its mode has changed.
-- Then grants slots to the first live waiters that fit, or the lock itself if there is no holder left. Announces the release
-- if there are no such waiters, or if some of them poll.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: token, or '' for a call that goes on with the waiters that another one left; context, queue entry or ''; then
--   channel or '' for no announcement, and message; by default FREED on the channel with the name of the lock's key
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: 1 released, {1, error} released but not announced, 0 not held by this token;
--   {2, 1 or 0} the same, but another call has to serve more waiters
local token, context, entry = ARGV[1], ARGV[2], ARGV[3] or ''
-- include queue
-- include slots
-- include serve
local held = isOpen and leave(token)
if sign == '+' and named == token or holds(redis.call('GET', KEYS[1]), token) then
  redis.call('DEL', KEYS[1])
  held = true
end
local outcome, polls, refusal
local isFree = false
local done, failure = pcall(function()
  dequeue(entry)
  if isOpen then
    outcome, polls, refusal = serve('')
    settle()
  elseif isKept(redis.call('GET', KEYS[1])) then
    outcome, polls = wake()
  end
  if outcome ~= 'more' and not redis.call('GET', KEYS[1]) then
    isFree = true
    outcome = 'none'
    -- A missing queue is not touched: clients that never meet one need no permission for it.
    if redis.call('PTTL', KEYS[3]) ~= -2 then
      local granted
      outcome, refusal, granted = grant('')
      polls = polls or granted
    end
  end
end)
if not done then
  refusal = type(failure) == 'table' and failure.err or failure
  if not held then
    return {err = refusal}
  end
end
if outcome == 'more' then
  return {2, held and 1 or 0}
end
local announced = refusal and {1, refusal} or 1
-- A call without a token continues a release, which left the announcement to it.
if polls or (held or token == '') and isFree and outcome == 'none' then
  announced = announce(ARGV[4] or KEYS[1], ARGV[5], refusal)
end
return held and announced or 0
