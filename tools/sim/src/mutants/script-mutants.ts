import type { Mutant } from "./mutant.js";

/** Of the Lua scripts, whose lines end with `\n` in the built code. */
export const SCRIPT_MUTANTS: readonly Mutant[] = [
  {
    what: "a release does not look whose the lock is",
    edits: [
      [
        "return mode ~= '!shared' and mode ~= '!limited' and holder == token or holder and string.sub(holder, 1, #token + 1) == token .. '.'",
        "return holder",
      ],
    ],
  },
  {
    what: "a shortened lease is not freed by its first token",
    edits: [
      [
        "return mode ~= '!shared' and mode ~= '!limited' and holder == token or holder and string.sub(holder, 1, #token + 1) == token .. '.'",
        "return holder == token",
      ],
    ],
  },
  {
    what: "no fences are reserved for local holders",
    theme: "local hand-offs",
    edits: [["(current(key) or FIRST_FENCE) + FENCE_RESERVE", "(current(key) or FIRST_FENCE) + 1"]],
  },
  {
    what: "the fence follows the server's clock",
    edits: [["math.max(clock, (current(key) or FIRST_FENCE) + FENCE_RESERVE)", "clock"]],
  },
  {
    what: "the fence does not keep up with the clock",
    edits: [
      ["math.max(clock, (current(key) or FIRST_FENCE)", "(0 + (current(key) or FIRST_FENCE)"],
    ],
  },
  {
    what: "the fence is a counter that only starts at the clock",
    theme: "failovers",
    edits: [
      [
        "math.max(clock, (current(key) or FIRST_FENCE) + FENCE_RESERVE)",
        "current(key) and current(key) + FENCE_RESERVE or clock",
      ],
    ],
  },
  {
    what: "a repeated take has no new term",
    edits: [
      [
        "if not free and holder == token then\\nredis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ttl))",
        "if not free and holder == token then",
      ],
    ],
  },
  {
    what: "a repeated take is refused",
    edits: [["if not free and holder == token then", "if false then"]],
  },
  {
    what: "a take does not mind the queue",
    edits: [["if free and redis.call('PTTL', KEYS[3]) == -2 then", "if free then"]],
  },
  {
    what: "a take leaves its place in the queue",
    edits: [["pcall(dequeue, entry)\\nreturn raise", "return raise"]],
  },
  {
    what: "an attempt that arrives late queues the holder of a lease that was changed",
    theme: "extensions",
    edits: [["if not free and holds(holder, token) then", "if false then"]],
  },
  {
    what: "the queue is ordered by the server's clock",
    edits: [
      ["return score + 1", "local now = redis.call('TIME')\\nreturn now[1] * 1000000 + now[2]"],
    ],
  },
  {
    what: "the last of the queue is served first",
    edits: [
      [
        "redis.call('ZRANGE', KEYS[3], 0, 0)[1]\\nif not entry or own ~= '' and (entry == own or entry == unsubscribed(own)) then\\nreturn 'none'\\n",
        "redis.call('ZRANGE', KEYS[3], -1, -1)[1]\\nif not entry or own ~= '' and (entry == own or entry == unsubscribed(own)) then\\nreturn 'none'\\n",
      ],
    ],
  },
  {
    what: "a waiter that is heard of again keeps its silent place as well",
    edits: [["local score = redis.call('ZSCORE', KEYS[3], other)\\n", "local score = false\\n"]],
  },
  {
    what: "a place in the queue outlives its waiter",
    theme: "subscriptions",
    edits: [
      [
        "redis.call('ZREM', KEYS[3], entry, unsubscribed(entry))",
        "redis.call('ZREM', KEYS[3], entry)",
      ],
    ],
  },
  {
    what: "pattern subscribers are taken for waiters",
    edits: [["return redis.pcall('PUBSUB', 'NUMSUB', channel)[2]", "return nil"]],
  },
  {
    what: "a grant that nobody received stands",
    edits: [
      ["elseif received > 0 then", "else"],
      ["(client == '-' or subscribers(channels .. client) ~= 0)", "true"],
    ],
  },
  {
    what: "who is granted the lock stays queued",
    edits: [["redis.call('ZREM', KEYS[3], entry)\\nreturn 'granted'", "return 'granted'"]],
  },
  {
    what: "a grant has no new fence",
    edits: [
      [
        "subscribers(channels .. client) ~= 0) then\\nraise(KEYS[2], context)",
        "subscribers(channels .. client) ~= 0) then",
      ],
    ],
  },
  {
    what: "a grant stands for the waiter's whole ttl",
    edits: [["holder, 'PX', math.min(ttl, GRANT_TTL)", "holder, 'PX', ttl"]],
  },
  {
    what: "a grant is not told",
    edits: [
      [
        "GRANT_TTL))\\nlocal received = client == '-' and 1 or publish(channels .. client, waiter)",
        "GRANT_TTL))\\nlocal received = 1",
      ],
    ],
  },
  {
    what: "a release goes to nobody",
    edits: [["outcome, refusal, polls = grant('')\\nelseif", "outcome = 'none'\\nelseif"]],
  },
  {
    what: "a release is not announced",
    theme: "announcements",
    edits: [
      [
        "local received = channel ~= '' and publish(channel, message or FREED) or 0",
        "local received = 0",
      ],
    ],
  },
  {
    what: "a release that may not write says that the lock was not held",
    edits: [
      [
        "if not held and not string.find(refusal, 'NOPERM', 1, true)",
        "if false and not string.find(refusal, 'NOPERM', 1, true)",
      ],
    ],
  },
  {
    what: "a waiter that gave up stays queued",
    edits: [["dequeue(entry)\\nif not holder or held then", "if not holder or held then"]],
  },
  {
    what: "a late renewal shortens the lease",
    theme: "late extensions",
    edits: [
      [
        "local ends = made < change and shorten and ttl or math.max(redis.call('PTTL', key), ttl)",
        "local ends = ttl",
      ],
    ],
  },
  {
    what: "a renewal does not look whose the lock is",
    theme: "hand-offs that fail",
    edits: [
      [
        "local made = changesOf(redis.call('GET', key), token)",
        "local made = changesOf(redis.call('GET', key), token) or 0",
      ],
    ],
  },
  {
    what: "a shortened lease goes on under its old token",
    theme: "late extensions",
    edits: [["redis.call('SET', key, token .. '.' .. change, 'PX', ends)", ""]],
  },
  {
    what: "a transfer does not look whose the lock is",
    edits: [
      ["if not holds(holder, token) then\\nlocal queued", "if not holder then\\nlocal queued"],
    ],
  },
  {
    what: "a transfer has no new fence",
    edits: [
      [
        "local fence = raise(KEYS[2], context)\\nlocal left = ttl",
        "local fence = current(KEYS[2])\\nlocal left = ttl",
      ],
    ],
  },
  {
    what: "a repeated transfer says that the lock was lost",
    theme: "hand-offs that fail",
    edits: [["-- include queue\\nif holder == successor then", "-- include queue\\nif false then"]],
  },
  {
    what: "a process that yields does not queue",
    theme: "busy processes",
    edits: [
      [
        "enqueue(entry, queueing == 'subscribed')\\nreturn {redis.call('PTTL', KEYS[1])}",
        "return {redis.call('PTTL', KEYS[1])}",
      ],
    ],
  },
];
