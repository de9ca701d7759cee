-- share holds
-- share announce
-- Removes the caller from the queue. Deletes the lock if this token holds it, with or without the number of a change. Then
-- grants it to the first live waiter. Announces the release if there is none, or if that waiter polls; also announces that
-- the caller has left the queue if the first waiter behind it polls and may share the lock.
-- KEYS: lock, fence, queue
-- ARGV: token, or '' for a call that goes on with the dead waiters that another one left; context, queue entry or ''; then
--   channel or '' for no announcement, and message; by default FREED on the channel with the name of the lock's key
--   context: the client's clock in us, a space, the prefix of client channels
-- Reply: 1 released, {1, error} released but not announced, 0 not held by this token;
--   {2, 1 or 0} the same, but another call has to remove more dead waiters
local token, context, entry = ARGV[1], ARGV[2], ARGV[3] or ''
local holder = redis.call('GET', KEYS[1])
local held = holds(holder, token)
if held then
  redis.call('DEL', KEYS[1])
end
-- This call continues a release, which left the announcement to it.
local goesOn = token == '' and not holder
if entry == '' and holder and not held or redis.call('PTTL', KEYS[3]) == -2 then
  local announced = (held or goesOn) and announce(ARGV[4] or KEYS[1], ARGV[5])
  return held and announced or 0
end
-- include fence
-- include queue
local outcome, refusal, polls
local done, failure = pcall(function()
  dequeue(entry)
  if not holder or held then
    outcome, refusal, polls = grant('')
  elseif string.sub(holder, 1, 1) == '!' or isKept(holder) then
    outcome, polls = wake()
  end
end)
if not done then
  refusal = type(failure) == 'table' and failure.err or failure
  -- The entry may still be queued. If a retry cannot help, that does no harm: nobody else can read the queue either.
  if not held and not string.find(refusal, 'NOPERM', 1, true) and not string.find(refusal, 'WRONGTYPE', 1, true) then
    return {err = refusal}
  end
end
if outcome == 'more' then
  return {2, held and 1 or 0}
end
if not held then
  if polls or goesOn and outcome == 'none' then
    announce(ARGV[4] or KEYS[1], ARGV[5])
  end
  return 0
end
return outcome == 'granted' and not polls and 1 or announce(ARGV[4] or KEYS[1], ARGV[5], refusal)
