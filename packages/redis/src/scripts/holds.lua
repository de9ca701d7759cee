-- Whether the lock's key has this token, or the token of a lease that was changed: `token.1`, `token.2` and so on.
local function holds(holder, token)
  return holder == token or holder and string.sub(holder, 1, #token + 1) == token .. '.'
end
