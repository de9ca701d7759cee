import {
  type BackoffPolicy,
  type Claim,
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

  async watch(_claim: Claim): Promise<ReleaseWatch> {
    const backoff = this.#backoff;
    let previous = 0;
    return {
      polls: true,
      async next({ attempt, freeIn }: WatchHint, signal: AbortSignal) {
        previous = backoff(attempt, previous, Math.random());
        await sleep(Math.min(previous, freeIn), signal);
        return undefined;
      },
      stop() {},
    };
  }

  async close(): Promise<void> {}
}
