import type { Mutant } from "./mutant.js";

/** Of several holders: sharers, and places of a limit. */
export const SHARING_MUTANTS: readonly Mutant[] = [
  {
    what: "a holder that has died keeps its slot",
    edits: [
      [
        "return redis.call('ZCOUNT', KEYS[4], '(' .. integer(now), '+inf')\\n",
        "return redis.call('ZCOUNT', KEYS[4], '(0', '+inf')\\n",
      ],
    ],
  },
  {
    what: "a slot is taken whatever the limit",
    edits: [
      ["return modeOf(wish) == mode and taken() < limitOf(wish)", "return modeOf(wish) == mode"],
      ["if slot and tonumber(slot) < limit then", "if slot then"],
      ["elseif number < limit then", "elseif true then"],
    ],
  },
  {
    what: "one more than the limit have a slot",
    edits: [
      ["taken() < limitOf(wish)", "taken() <= limitOf(wish)"],
      ["if slot and tonumber(slot) < limit then", "if slot and tonumber(slot) <= limit then"],
      ["elseif number < limit then", "elseif number <= limit then"],
    ],
  },
  {
    what: "one fewer than the limit have a slot",
    edits: [["taken() < limitOf(wish)", "taken() + 1 < limitOf(wish)"]],
  },
  {
    what: "a sharer passes by a waiting writer",
    edits: [
      [
        "outcome = slot or serve(entry)\\nif (outcome",
        "outcome = not slot and 'none'\\nif (outcome",
      ],
    ],
  },
  {
    what: "a downgrade lets nobody join",
    edits: [
      [
        "take(token, left, 'shared', change)\\nlocal outcome, polls = serve('')\\n",
        "take(token, left, 'shared', change)\\nlocal outcome, polls\\n",
      ],
    ],
  },
  {
    what: "a downgrade has no new fence",
    theme: "changes of a held lock",
    edits: [
      [
        "local fence = raise(KEYS[2], context)\\nreturn outcome",
        "local fence = current(KEYS[2])\\nreturn outcome",
      ],
    ],
  },
  {
    what: "the lock's key ends before the last of several holders",
    edits: [
      [
        "redis.call('SET', KEYS[1], mode .. watch, 'PX', integer(left))",
        "redis.call('SET', KEYS[1], mode .. watch, unpack(redis.call('PTTL', KEYS[1]) > 0 and {'KEEPTTL'} or {'PX', integer(left)}))",
      ],
    ],
  },
  {
    what: "an upgrade does not look who else shares the lock",
    edits: [["if outcome ~= 'none' or taken() > 1 then", "if false then"]],
  },
  {
    what: "an upgrade passes by waiters",
    theme: "changes of a held lock",
    edits: [
      ["if redis.call('PTTL', KEYS[3]) ~= -2 then\\noutcome, polls = serve('')\\nend\\n", ""],
    ],
  },
  {
    what: "a slot that is freed goes to nobody",
    edits: [["outcome, polls, refusal = serve('')\\n", "outcome = 'none'\\n"]],
  },
  {
    what: "the last of several holders hands the lock to nobody",
    edits: [
      [
        "if redis.call('PTTL', KEYS[3]) ~= -2 then\\nlocal granted",
        "if false then\\nlocal granted",
      ],
    ],
  },
  {
    what: "a slot is granted for the waiter's whole ttl",
    edits: [["take(token, math.min(ttl, GRANT_TTL), wish)", "take(token, ttl, wish)"]],
  },
  {
    what: "a grant of a slot is not told",
    edits: [
      [
        "GRANT_TTL), wish)\\nlocal received = client == '-' and 1 or publish(channels .. client, waiter)",
        "GRANT_TTL), wish)\\nlocal received = 1",
      ],
    ],
  },
  {
    what: "who is granted a slot stays queued",
    edits: [
      [
        "return 'waits', polls\\nend\\nend\\nredis.call('ZREM', KEYS[3], entry)\\n",
        "return 'waits', polls\\nend\\nend\\n",
      ],
    ],
  },
  {
    what: "a waiter that has died keeps those behind it from a slot",
    edits: [["return subscribers(channels .. client) ~= 0\\nelseif", "return true\\nelseif"]],
  },
  {
    what: "a writer that gives up wakes nobody",
    edits: [["string.sub(holder, 1, 1) == '!' or isKept(holder) then", "isKept(holder) then"]],
  },
  {
    what: "an attempt that arrives late queues a token that has a slot",
    theme: "late attempts",
    edits: [["if client and not slotOf(token) and isAlive", "if client and isAlive"]],
  },
  {
    what: "a waiter does not know when it fits",
    edits: [["local ends = above >= 0\\n", "local ends = above > 1e9\\n"]],
  },
  {
    what: "sharers have a fence each",
    edits: [
      [
        "local joined = wish == 'shared' and (granted or held) and current(KEYS[2])",
        "local joined = false",
      ],
    ],
  },
  {
    what: "a slot has no new fence",
    edits: [
      [
        "local reply = {'slot', joined or raise(KEYS[2], context), tonumber(slot)}",
        "local reply = {'slot', joined or current(KEYS[2]) or raise(KEYS[2], context), tonumber(slot)}",
      ],
    ],
  },
  {
    what: "a late renewal shortens the lease of a slot",
    edits: [["made < change and shorten and now + ttl or math.max(ends, now + ttl)", "now + ttl"]],
  },
  {
    what: "a downgrade that arrives late, behind another change, is made",
    theme: "late changes",
    edits: [["if made and made < change then", "if made then"]],
  },
  {
    what: "an upgrade that arrives late, behind another change, is made",
    theme: "late changes",
    edits: [["elseif made >= change then", "elseif false then"]],
  },
  {
    what: "a slot that a token had before ends its later one",
    edits: [["forget(token)\\nlocal slot = freeSlot", "local slot = freeSlot"]],
  },
  {
    what: "a lock whose slots were evicted goes to nobody",
    theme: "changes of a held lock",
    edits: [["if not settle() then\\ngrant('')\\nend", "settle()"]],
  },
  {
    what: "the release of a slot does not end a lock that was upgraded",
    theme: "changes of a held lock",
    edits: [[" or holds(redis.call('GET', KEYS[1]), token) then", " then"]],
  },
  {
    what: "a lock that is shared by now is handed on within its process",
    edits: [
      ["onShared: () => {\n\t\t\t\tkept?.leave();\n\t\t\t\tkept = void 0;", "onShared: () => {"],
    ],
  },
  {
    what: "a downgrade counts once it is answered",
    edits: [
      ['this.mode = "shared";\n\t\tthis.#options.onShared();', ""],
      [
        "this.fence = Math.max(this.fence, fence);",
        'this.mode = "shared";\n\t\tthis.#options.onShared();\n\t\tthis.fence = fence;',
      ],
    ],
  },
];
