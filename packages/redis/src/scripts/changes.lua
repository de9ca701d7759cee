-- The number of the last change that was made to the lease of a token: of its mode, or to a shorter term. It stands behind
-- the token in the lock's key, and is 0 at first; nothing where the token does not hold the key. Each change has a higher
-- number than those before it, so that one which arrives late is known, and changes nothing.
local function changesOf(holder, token)
  if holder == token then
    return 0
  end
  return holds(holder, token) and tonumber(string.sub(holder, #token + 2))
end
