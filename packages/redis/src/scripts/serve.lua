-- Serves the queue of a lock with several holders: the first waiter gets a slot as soon as it fits, then the next one.
-- Requires queue.lua and slots.lua.

local function fits(wish)
  return modeOf(wish) == mode and taken() < limitOf(wish)
end

-- A polling waiter looks the same as a dead one, which would block those behind it for as long as there are holders. So it
-- counts as alive only for GRANT_TTL after it reached the head of the queue, and after each of its polls.
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

-- Grants slots to the first waiters, as long as they fit and are ahead of `own`. An entry whose token already has a slot was
-- queued by a late attempt, and is removed.
-- Returns 'none' if nobody is left ahead of `own`, 'waits' if the first does not fit, or 'more' if one call cannot serve
-- them all; then whether polling waiters got slots, and the error if PUBLISH was refused.
local function serve(own)
  local polls = false
  for _ = 1, MOST_DEAD do
    local entry = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
    if not entry or own ~= '' and (entry == own or entry == unsubscribed(own)) then
      return 'none', polls
    end
    local client, waiter, ttl, token, wish = parse(entry)
    if client and not slotOf(token) and isAlive(client, token) then
      if fits(wish) then
        take(token, math.min(ttl, GRANT_TTL), wish)
        local received = client == '-' and 1 or publish(channels .. client, waiter)
        if type(received) == 'table' then
          leave(token)
          return 'none', polls, received.err
        elseif received == 0 then
          leave(token)
        end
        polls = polls or client == '-'
      elseif client == '-' or subscribers(channels .. client) or publish(channels .. client, waiter) ~= 0 then
        -- If subscribers cannot be counted, the receivers of a message are counted instead.
        return 'waits', polls
      end
    end
    redis.call('ZREM', KEYS[3], entry)
  end
  return 'more', polls
end
