-- Whether the lock's key contains this token, alone or with the number of a change: `token.1`, `token.2` and so on. With
-- several holders the key contains none of their tokens.
local function holds(holder, token)
  local mode = string.match(token, '^!%a+')
  return mode ~= '!shared' and mode ~= '!limited' and holder == token or holder and string.sub(holder, 1, #token + 1) == token .. '.'
end
