-- What the lock's key holds while several hold the lock, as sharers or in the places of a limit; false where a waiter
-- wants it for itself.
local function modeOf(wish)
  return wish == 'shared' and '!shared' or wish ~= '' and '!limited'
end
