-- The value of the lock's key for several holders: sharers, or holders of a limit; false for a waiter that wants an
-- exclusive lock.
local function modeOf(wish)
  return wish == 'shared' and '!shared' or wish ~= '' and '!limited'
end
