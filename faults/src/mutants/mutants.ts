import type { Mutant } from "./mutant.js";

/** For every check at least one way to break the library that it has to see. */
export const MUTANTS: readonly Mutant[] = [
  {
    what: "release without token check",
    package: "core",
    edits: [
      [
        "local held = holder == token or holder and string.sub(holder, 1, #token + 1) == token .. '.'",
        "local held = holder",
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
    edits: [['end() {\n\t\tthis.#stop("released");', "end() {"]],
    breaks: "Z",
    row: 1,
    variant: "spin",
  },
  {
    what: "ghost left after a timeout",
    package: "core",
    edits: [
      ["if (this.#unanswered > 0) this.#undo();", "if (false) this.#undo();"],
      ['if (reply.acquired && this.#state.kind === "givenUp")', "if (false)"],
    ],
    breaks: "Z",
    row: 15,
    variant: "spin",
  },
  {
    what: "fences counted without the clock",
    package: "core",
    edits: [["time[1] * 1000000 + time[2]", "0"]],
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
    edits: [["Math.min(freeIn + Math.random() * EXPIRY_JITTER, longest)", "longest"]],
    breaks: "D",
    row: 1,
    variant: "pubsub-plain",
  },
  {
    what: "an attempt may take as long as a command may",
    package: "core",
    edits: [
      [
        "Math.min(this.#context.commandTimeout, this.#wait.remaining())",
        "this.#context.commandTimeout",
      ],
    ],
    breaks: "B",
    row: 15,
    variant: "spin",
  },
  {
    what: "every message sends the waiter to Redis",
    package: "redis-pubsub",
    edits: [["await this.#rateLimiter.pass(signal);", ""]],
    breaks: "row",
    row: 35,
    variant: "pubsub-plain",
  },
];
