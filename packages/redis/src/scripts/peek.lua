-- Looks at the lock.
-- KEYS: lock, fence, queue
-- ARGV: none
-- Reply: {1 held or 0 free, ms until the lease ends or -1 or -2, the last fence or '', ms until the fence key ends or
--   less, the server's clock in ms or 0 where it is not permitted, waiters or -1 where that is not permitted}
local time, waiting = redis.pcall('TIME'), redis.pcall('ZCARD', KEYS[3])
return {
  redis.call('GET', KEYS[1]) and 1 or 0,
  redis.call('PTTL', KEYS[1]),
  redis.call('GET', KEYS[2]) or '',
  redis.call('PTTL', KEYS[2]),
  time.err and 0 or time[1] * 1000 + math.floor(time[2] / 1000),
  type(waiting) == 'table' and -1 or waiting
}
