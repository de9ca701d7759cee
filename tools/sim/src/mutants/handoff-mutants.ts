import type { Mutant } from "./mutant.js";

/** Of the subscriber, and of those that wait for its messages. */
export const HANDOFF_MUTANTS: readonly Mutant[] = [
  {
    what: "waiters do not mind when the holder's lease ends",
    theme: "deaths",
    edits: [["Math.min(freeIn + Math.random() * EXPIRY_JITTER, longest)", "longest"]],
  },
  {
    what: "no safety poll",
    edits: [
      [
        "const longest = this.#polling || queued && !hearsGrants ? Math.min(POLL * (.5 + Math.random() / 2), safetyPoll) : safetyPoll;",
        "const longest = Number.MAX_SAFE_INTEGER;",
      ],
    ],
  },
  {
    what: "no poll while messages do not arrive",
    theme: "no subscriptions",
    edits: [["this.#polling || queued && !hearsGrants ? Math.min(POLL", "false ? Math.min(POLL"]],
  },
  {
    what: "no second take after the subscription",
    edits: [
      [
        "if (this.attach() === void 0) await this.#subscribed(signal);\n\t\t\tthis.#caughtUp = true;\n\t\t\treturn;",
        "if (this.attach() === void 0) await this.#subscribed(signal);\n\t\t\tthis.#caughtUp = true;",
      ],
    ],
  },
  {
    what: "a message wakes nobody",
    edits: [["message() {\n\t\tthis.#woken.set();", "message() {"]],
  },
  {
    what: "waiters sleep on when a channel came back",
    theme: "subscriptions",
    edits: [
      [
        "this.#options.reports.restored(this.#options.name);\n\t\tthis.#woken.set();",
        "this.#options.reports.restored(this.#options.name);",
      ],
    ],
  },
  {
    what: "waiters are not told that messages were lost",
    theme: "subscriptions that hang",
    edits: [["#onClose = () => {\n\t\tthis.#epoch += 1;", "#onClose = () => {\n\t\treturn;"]],
  },
  {
    what: "no subscription after a reconnect",
    edits: [
      ["if (transport && isReady(transport)) this.#subscribe([...this.#channels.keys()]);", ""],
    ],
  },
  {
    what: "a subscription that hangs keeps its waiters",
    theme: "subscriptions that hang",
    edits: [["channel.joinWithin(JOIN_TIMEOUT);", ""]],
  },
  {
    what: "a connection that is about to be opened anew is closed",
    edits: [["if (!isOpen && CONNECTED.has(subscriber.status))", "if (!isOpen)"]],
  },
  {
    what: "a channel is not left",
    theme: "seldom contended",
    edits: [
      [
        "if (this.#transport && isReady(this.#transport)) this.#unsubscribe(this.#transport, [name]);",
        "",
      ],
    ],
  },
  {
    what: "a grant to a waiter that is gone is not given back",
    theme: "waiters that are gone",
    edits: [["if (release && this.#releases.take()) release();", ""]],
  },
  {
    what: "a grant to a waiter that is gone is not heard while the channel lingers",
    theme: "waiters that are gone",
    edits: [["if (this.listeners.size === 0) this.#lastListener?.message(text);", ""]],
  },
  {
    what: "a waiter that hears nothing queues as one that does",
    theme: "no subscriptions",
    edits: [['return subscribed ? "subscribed" : "unsubscribed";', 'return "subscribed";']],
  },
  {
    what: "waiters that poll do not queue behind a hand-off",
    theme: "mixed kinds",
    edits: [['return this.#isWaiting ? "behind" : "";', 'return "";']],
  },
  {
    what: "a release forgets the place in the queue",
    edits: [
      [
        "return this.#steps.release(name, token, entry, this.#releaseScript);",
        'return this.#steps.release(name, token, "", this.#releaseScript);',
      ],
    ],
  },
  {
    what: "a renewal that was overtaken counts as a loss",
    theme: "extensions",
    edits: [["elseif made > change then\\nreturn 1", "elseif made > change then\\nreturn 0"]],
  },
];
