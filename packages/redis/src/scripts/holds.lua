-- A lease goes on under `token.1`, `token.2` and so on when it is shortened.
local function holds(holder, token)
  return holder == token or holder and string.sub(holder, 1, #token + 1) == token .. '.'
end
