-- Lets the lease that a token has by the lock's key end a ttl from now, or later if it already does and is not to be shortened.
-- Returns 1, also when a later change has been made; 0 where the token does not hold the key.
local function renew(key, token, ttl, change, shorten)
  local made = changesOf(redis.call('GET', key), token)
  if not made then
    return 0
  elseif made > change then
    return 1
  end
  local ends = made < change and shorten and ttl or math.max(redis.call('PTTL', key), ttl)
  redis.call('PEXPIRE', key, ends)
  if made < change then
    -- While memory is full, Redis refuses a SET, but not behind the PEXPIRE.
    redis.call('SET', key, token .. '.' .. change, 'PX', ends)
  end
  return 1
end
