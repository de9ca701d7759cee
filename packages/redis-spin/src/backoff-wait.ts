import { type BackoffPolicy, LockBackendError } from "@lockwire/core";
import { type Chance, disregard, sleep } from "@lockwire/core/backend";
import type { ReleaseWait } from "@lockwire/redis";

/**
 * The longest time between two polls of a waiter that is queued behind clients with a hand-off, in ms: a grant to it lasts
 * only a few seconds.
 */
const QUEUED_POLL = 1_000;

/** A waiter that polls: after the policy's delay, or when the lease expires, if that is sooner. */
export class BackoffWait implements ReleaseWait {
  readonly #name: string;
  readonly #backoff: BackoffPolicy;
  #previous = 0;

  constructor(name: string, backoff: BackoffPolicy) {
    this.#name = name;
    this.#backoff = backoff;
  }

  async nextChance({ attempt, freeIn, queued }: Chance, signal: AbortSignal): Promise<void> {
    const policy = () => this.#backoff(attempt, this.#previous, Math.random());
    this.#previous = delayBy(policy, this.#name);
    const longest = queued ? Math.min(freeIn, QUEUED_POLL) : freeIn;
    await sleep(Math.min(this.#previous, longest), signal);
  }

  stop(): void {}
}

/** Checks a user's policy: one that throws or returns no valid time would make the waiter poll without a pause. */
function delayBy(policy: () => number, name: string): number {
  const refuse = (details: { message?: string; cause?: unknown }) =>
    new LockBackendError(name, "backoff", { ...details, retryFor: 0 });
  let delay: number;
  try {
    delay = policy();
  } catch (cause) {
    throw refuse({ cause });
  }
  if (typeof delay === "number" && delay >= 0) return delay;
  disregard(delay);
  const returned = typeof delay === "number" ? delay : typeof delay;
  throw refuse({ message: `the policy must return a delay of 0 ms or more, returned ${returned}` });
}
