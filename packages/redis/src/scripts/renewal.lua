-- Sets the lease of the lock's key to end a ttl from now. Keeps a later end, unless the lease is shortened.
-- Returns 1, also if a later change was made, or 0 if the token does not hold the key.
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
    -- When memory is full, Redis refuses a SET as a script's first write, but not after the PEXPIRE.
    redis.call('SET', key, token .. '.' .. change, 'PX', ends)
  end
  return 1
end
