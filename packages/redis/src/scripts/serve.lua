-- The queue of a lock that several hold: the first waiter has a slot as soon as what it wants fits, then the next.
-- Stands behind queue.lua and slots.lua.

local function fits(wish)
  return modeOf(wish) == mode and taken() < limitOf(wish)
end

-- A waiter that polls cannot be told from a dead one, which would keep those behind it waiting for as long as there are
-- holders. So it counts as alive for as long as a grant would stand, from when it was first met and from each of its polls.
local function see(token)
  named, seen = token, integer(now + GRANT_TTL)
end

local function isAlive(client, token)
  if client ~= '-' then
    return subscribers(channels .. client) ~= 0
  elseif named ~= token then
    see(token)
  end
  return tonumber(seen) > now
end

-- Grants a slot to each of the first waiters, as long as they fit and stand before `own`. One that has a slot already was
-- queued by an attempt that arrived late.
-- Returns 'none' when nobody is left before `own`, 'waits' when the first does not fit, or 'more' when this call has done
-- as much as one may; then whether some that poll were granted one, and an error when messages are refused.
local function serve(own)
  local polls = false
  for _ = 1, MOST_DEAD do
    local entry = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
    if not entry or own ~= '' and (entry == own or entry == unsubscribed(own)) then
      return 'none', polls
    end
    local client, place, ttl, token, wish = parse(entry)
    if client and not slotOf(token) and isAlive(client, token) then
      if fits(wish) then
        take(token, math.min(ttl, GRANT_TTL), wish)
        local received = client == '-' and 1 or publish(channels .. client, place)
        if type(received) == 'table' then
          leave(token)
          return 'none', polls, received.err
        elseif received == 0 then
          leave(token)
        end
        polls = polls or client == '-'
      elseif client == '-' or subscribers(channels .. client) or publish(channels .. client, place) ~= 0 then
        -- Where subscribers cannot be counted, a message counts them.
        return 'waits', polls
      end
    end
    redis.call('ZREM', KEYS[3], entry)
  end
  return 'more', polls
end
