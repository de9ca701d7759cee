-- Whether the lock's key has this token, or the token of a lease that was changed: `token.1`, `token.2` and so on. What
-- the key holds while several hold the lock is nobody's token.
local function holds(holder, token)
  local mode = string.match(token, '^!%a+')
  return mode ~= '!shared' and mode ~= '!limited' and holder == token or holder and string.sub(holder, 1, #token + 1) == token .. '.'
end
