-- Returns the number of the last change to the lease of a token (of its mode, or to a shorter term), 0 if there was none,
-- or false if the token does not hold the key. The number follows the token in the lock's key. Each change has a higher number
-- than the one before, so a late change is recognised and has no effect.
local function changesOf(holder, token)
  if holder == token then
    return 0
  end
  return holds(holder, token) and tonumber(string.sub(holder, #token + 2))
end
