import type { Mutant } from "./mutant.js";

/** Of the wait, the lease, and what is undone in the background. */
export const ENGINE_MUTANTS: readonly Mutant[] = [
  {
    what: "the deadline counts from the reply",
    edits: [
      [
        "this.#accept(reply, usableUntil(sentAt, this.#ttl))",
        "this.#accept(reply, usableUntil(now(), this.#ttl))",
      ],
    ],
  },
  {
    what: "a renewal counts from its reply",
    theme: "late answers",
    edits: [
      [
        "if (until >= this.#deadline) {\n\t\t\t\t\tthis.#deadline = until;",
        "if (usableUntil(now(), ttl) >= this.#deadline) {\n\t\t\t\t\tthis.#deadline = usableUntil(now(), ttl);",
      ],
    ],
  },
  {
    what: "a transfer counts from its reply",
    theme: "hand-offs that fail",
    edits: [
      [
        "const validUntil = usableUntil(sentAt, ttl);\n\tif (now() >= validUntil) return mayHold;",
        "const validUntil = usableUntil(now(), ttl);",
      ],
    ],
  },
  {
    what: "a spent lease is taken",
    edits: [
      [
        "if (now() >= validUntil) {\n\t\t\tthis.#attemptFailures",
        "if (false) {\n\t\t\tthis.#attemptFailures",
      ],
    ],
  },
  {
    what: "a loss is not noticed at the deadline",
    edits: [["#runOut() {", "#runOut() {\n\t\treturn;"]],
  },
  {
    what: "no renewal",
    edits: [["? at + (this.until - at) / 3 :", "? Number.POSITIVE_INFINITY :"]],
  },
  {
    what: "a failed renewal is not tried again",
    theme: "long leases",
    edits: [
      [
        "this.renewAt = this.#autoExtend ? sentAt + retryIn : Number.POSITIVE_INFINITY;",
        "this.renewAt = Number.POSITIVE_INFINITY;",
      ],
    ],
  },
  {
    what: "a lease is renewed beyond its longest hold",
    edits: [["this.#ends = at + terms.maxHold;", "this.#ends = Number.POSITIVE_INFINITY;"]],
  },
  {
    what: "a shortened term counts once it is answered",
    edits: [["this.#deadline = Math.min(until, this.#deadline);", ""]],
  },
  {
    what: "a shorter term whose answer is lost is not asked for again",
    theme: "extensions that are lost",
    edits: [
      [
        "const shorten = this.#isShortening || until < this.#deadline;",
        "const shorten = until < this.#deadline;",
      ],
    ],
  },
  {
    what: "a renewal of before a shortened term counts",
    theme: "extensions",
    edits: [["if (sentAt >= this.#shortenedAt) {", "{"]],
  },
  {
    what: "a lease goes on for a longer ttl than it has",
    edits: [
      [
        "return at < this.until && left >= Math.max(least, terms.minHold) && left <= term;",
        "return left > 0;",
      ],
    ],
  },
  {
    what: "a lease goes on although somebody knows its token",
    edits: [
      [
        "if (this.#tokenShown || !terms.autoExtend) return false;",
        "if (!terms.autoExtend) return false;",
      ],
    ],
  },
  {
    what: "a lease goes on beyond its fences",
    theme: "local hand-offs",
    edits: [["if (this.fence >= this.#lastFence || this.#state", "if (this.#state"]],
  },
  {
    what: "the token that was handed on proves its successor",
    edits: [["if (this.#holder !== holder) return newToken();", ""]],
  },
  {
    what: "a lease whose renewal is unanswered is handed on",
    theme: "local hand-offs",
    edits: [['this.#state !== "held") return false;', "false) return false;"]],
  },
  {
    what: "the lock stays within its process for ever",
    theme: "busy processes",
    edits: [["const bounded = turn.passes >= this.#limit;", "const bounded = false;"]],
  },
  {
    what: "what was transferred to a waiter that is gone stays",
    theme: "waiters that are gone",
    edits: [
      [
        "cleanup.undo(successor.claim, successor.contender, ttl);\n\t\t\tturn.leave();",
        "turn.leave();",
      ],
    ],
  },
  {
    what: "a transfer without an answer is not undone",
    theme: "transfers that are lost",
    edits: [
      [
        "if (failure.retryFor > 0) cleanup.undo(lease.claim, lease.contender, ttl);\n\t\t\telse",
        "if (failure.retryFor === 0)",
      ],
    ],
  },
  {
    what: "an attempt that was given up is not undone",
    edits: [
      ["if (this.#mayHaveAcquired > 0) this.#undo();", "if (false) this.#undo();"],
      ['if (this.#state.kind === "givenUp") this.#undoLate', "if (false) this.#undoLate"],
    ],
  },
  {
    what: "a place in the queue is not given up",
    edits: [["else if (this.#queued) this.#leaveQueue", "else if (false) this.#leaveQueue"]],
  },
  {
    what: "an undo does not look a second time",
    theme: "attempts that fail",
    edits: [
      [
        "await this.#releaseUntil(claim, contender, lastTry(now(), ttl), failed);\n\t\t\tawait this.#releaseAgain(claim, contender, ttl, failed);",
        "await this.#releaseUntil(claim, contender, lastTry(now(), ttl), failed);",
      ],
    ],
  },
  {
    what: "a release does not look after its earlier attempts",
    theme: "attempts that are sent again",
    edits: [
      ["if (this.#unsettled) cleanup.undoLate(this.claim, this.#end, this.#term.ttl, step);", ""],
    ],
  },
  {
    what: "an attempt that was sent twice counts as one",
    theme: "attempts that are sent again",
    edits: [["if (reply.repeated) this.#mayHaveAcquired += 1;", ""]],
  },
  {
    what: "a release that fails is not tried again",
    theme: "releases that are lost",
    edits: [["if (!this.#triesAgain(until, heals)) throw failure;", "throw failure;"]],
  },
  {
    what: "a release that is refused is not tried again",
    theme: "refusals",
    edits: [["if (!heals) failed(failure);", "if (!heals) throw failure;"]],
  },
  {
    what: "a forced release goes on when its call has failed",
    theme: "hand-offs that fail",
    edits: [
      [
        '"forceRelease", name, []);\n\t\t\tsignal?.throwIfAborted();\n\t\t\tif (holder === "")',
        '"forceRelease", name, []);\n\t\t\tif (holder === "")',
      ],
    ],
  },
  {
    what: "a repeated release says no",
    theme: "late answers",
    edits: [["then(() => resolve(true), failed)", "then(resolve, failed)"]],
  },
  {
    what: "no answer is taken for an answer when the connection was lost",
    theme: "late answers",
    edits: [
      ["if (!released && connection.interruptions !== interruptions) throw", "if (false) throw"],
    ],
  },
  {
    what: "an attempt may take as long as a command, whatever the deadline",
    edits: [
      [
        "Math.min(this.#context.commandTimeout, this.#wait.remaining())",
        "this.#context.commandTimeout",
      ],
    ],
  },
  {
    what: "a release that fails as its client closes is given up",
    theme: "cut while closing",
    edits: [
      [
        "Math.min(until, this.#closesAt) && (heals || !this.#stop.signal.aborted)",
        "until && !this.#stop.signal.aborted",
      ],
    ],
  },
];
