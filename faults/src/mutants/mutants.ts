import type { Mutant } from "./mutant.js";

/** For every check at least one way to break the library that it has to see. */
export const MUTANTS: readonly Mutant[] = [
  {
    what: "release without token check",
    package: "core",
    edits: [
      [
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then\n  return 0\nend\nredis.call('DEL', KEYS[1])",
        "redis.call('DEL', KEYS[1])",
      ],
    ],
    breaks: "M",
    row: 3,
    variant: "pubsub-plain",
  },
  {
    what: "deadline counted from the reply",
    package: "core",
    edits: [["usableUntil(sentAt, this.#ttl)", "usableUntil(now(), this.#ttl)"]],
    breaks: "M",
    row: 13,
    variant: "spin",
  },
  {
    what: "no re-check after resubscribe",
    package: "redis-pubsub",
    edits: [
      [
        'this.#down([...this.#channels.keys()], "the subscriber is not connected", this.#lastError);',
        "",
      ],
    ],
    breaks: "W",
    row: 31,
    variant: "pubsub-plain",
  },
  {
    what: "no unsubscribe",
    package: "redis-pubsub",
    edits: [["await uplink.unsubscribe(names);", ""]],
    breaks: "Z",
    row: 28,
    variant: "pubsub",
  },
  {
    what: "renewal after release",
    package: "core",
    edits: [['this.#end("released");\n\t\treturn', "return"]],
    breaks: "Z",
    row: 1,
    variant: "spin",
  },
  {
    what: "ghost left after a timeout",
    package: "core",
    edits: [
      ["if (this.#open > 0) this.#arena", "if (false) this.#arena"],
      ["if (this.#gaveUp)", "if (false)"],
    ],
    breaks: "Z",
    row: 15,
    variant: "spin",
  },
  {
    what: "fences counted without the clock",
    package: "core",
    edits: [["or time[1] * 1000000 + time[2]", "or 0"]],
    breaks: "F",
    row: 6,
    variant: "spin",
  },
  {
    what: "loss not noticed at the deadline",
    package: "core",
    edits: [["#runOut() {", "#runOut() {\n\t\treturn;"]],
    breaks: "L",
    row: 15,
    variant: "spin",
  },
  {
    what: "waiters do not mind the holder's TTL",
    package: "redis-pubsub",
    edits: [["Math.min(hint.freeIn + Math.random() * EXPIRY_JITTER, longest)", "longest"]],
    breaks: "D",
    row: 1,
    variant: "pubsub-plain",
  },
  {
    what: "an attempt may take as long as a command may",
    package: "core",
    edits: [["Math.min(arena.commandTimeout, wait.remaining())", "arena.commandTimeout"]],
    breaks: "B",
    row: 15,
    variant: "spin",
  },
  {
    what: "every message sends the waiter to Redis",
    package: "redis-pubsub",
    edits: [["await this.#damper.pass(signal);", "return grant;"]],
    breaks: "row",
    row: 35,
    variant: "pubsub-plain",
  },
];
