import type { Claim, ReleaseWatch, ReleaseWatcher, WatchHint } from "../contract/backend.js";
import { Bell } from "../engine/bell.js";
import type { MemorySpace } from "./memory-space.js";

/** Wakes waiters at a release, and when the lease that they were told of has run out. */
export class MemoryWatcher implements ReleaseWatcher {
  readonly #space: MemorySpace;

  constructor(space: MemorySpace) {
    this.#space = space;
  }

  async watch({ name }: Claim): Promise<ReleaseWatch> {
    const bell = new Bell();
    const stop = this.#space.listen(name, bell);
    return {
      stop,
      async next({ freeIn }: WatchHint, signal: AbortSignal) {
        await bell.wait(freeIn, signal);
        return undefined;
      },
    };
  }

  async close(): Promise<void> {}
}
