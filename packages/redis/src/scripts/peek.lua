-- Reads the state of the lock.
-- KEYS: lock, fence, queue, slots, holders
-- ARGV: none
-- Reply: {'' free, 'exclusive', 'shared' or 'limited', ms until the lease ends or -1 or -2, the last fence or '', PTTL of the
--   fence key, the server's clock in ms or 0 if TIME is not permitted, waiters or -1 if ZCARD is not permitted, holders,
--   the limit or ''}
local time, waiting = redis.pcall('TIME'), redis.pcall('ZCARD', KEYS[3])
local now = time.err and 0 or time[1] * 1000 + math.floor(time[2] / 1000)
local holder = redis.call('GET', KEYS[1])
local mode, sign = string.match(holder or '', '^!(%a+)(%+?)')
if mode ~= 'shared' and mode ~= 'limited' then
  mode = nil
end
local isOpen = mode and sign == ''
return {
  mode or holder and 'exclusive' or '',
  redis.call('PTTL', KEYS[1]),
  redis.call('GET', KEYS[2]) or '',
  redis.call('PTTL', KEYS[2]),
  now,
  type(waiting) == 'table' and -1 or waiting,
  isOpen and redis.call('ZCOUNT', KEYS[4], string.format('(%.0f', now), '+inf') or holder and 1 or 0,
  isOpen and mode == 'limited' and redis.call('HGET', KEYS[5], 'limit') or ''
}
