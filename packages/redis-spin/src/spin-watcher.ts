import {
  type BackoffPolicy,
  type Claim,
  LockBackendError,
  type ReleaseWatch,
  type ReleaseWatcher,
  sleep,
  type WatchHint,
} from "@lockwire/core";

/** Notices a release by asking again: after the policy's delay, or when the lease has run out, if that is sooner. */
export class SpinWatcher implements ReleaseWatcher {
  readonly #backoff: BackoffPolicy;

  constructor(backoff: BackoffPolicy) {
    this.#backoff = backoff;
  }

  async watch({ name }: Claim): Promise<ReleaseWatch> {
    const backoff = this.#backoff;
    let previous = 0;
    return {
      polls: true,
      async next({ attempt, freeIn }: WatchHint, signal: AbortSignal) {
        previous = delayBy(() => backoff(attempt, previous, Math.random()), name);
        await sleep(Math.min(previous, freeIn), signal);
        return undefined;
      },
      stop() {},
    };
  }

  async close(): Promise<void> {}
}

/** A policy may be the user's own: what is no time, or throws, would have us ask on and on without a pause. */
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
  const gave = typeof delay === "number" ? delay : typeof delay;
  throw refuse({ message: `the policy must give a time in ms from 0, gave ${gave}` });
}
