import type { Chance } from "@lockwire/core/backend";

/** How one waiter learns that another attempt may succeed: where the Redis variants differ. */
export interface ReleaseWait {
  /** `client place`, which names the waiter in the queue and in a grant. Absent where it polls, or hears announcements. */
  readonly place?: string;
  /** Whether a grant that is made from now on would reach the waiter; undefined while that is not known. */
  isSubscribed?(): boolean | undefined;
  /** As in `Contender`. */
  nextChance(chance: Chance, signal: AbortSignal): Promise<void>;
  stop(): void;
  /** Calls back for each grant that is made to the waiter when it is gone. */
  onOrphanGrant?(release: () => void): void;
}
