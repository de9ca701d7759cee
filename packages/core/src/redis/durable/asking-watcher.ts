import type { Claim, ReleaseWatch, ReleaseWatcher, WatchHint } from "../../contract/backend.js";

/**
 * A grant was written on the connection of whoever released the lock, and no WAIT of ours covers that. So it is only a
 * hint here: the waiter takes what it was granted, which is idempotent, over the connection that waits for replicas.
 */
export class AskingWatcher implements ReleaseWatcher {
  readonly #watcher: ReleaseWatcher;

  constructor(watcher: ReleaseWatcher) {
    this.#watcher = watcher;
  }

  async watch(claim: Claim, signal: AbortSignal): Promise<ReleaseWatch> {
    const watch = await this.#watcher.watch(claim, signal);
    return {
      polls: watch.polls === true,
      async next(hint: WatchHint, until: AbortSignal) {
        await watch.next(hint, until);
        return undefined;
      },
      stop: () => watch.stop(),
    };
  }

  close(): Promise<void> {
    return this.#watcher.close();
  }
}
