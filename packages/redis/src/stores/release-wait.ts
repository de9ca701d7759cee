import type { Chance } from "@lockwire/core/backend";

/** How one waiter learns that another attempt may succeed. In this the two Redis packages differ. */
export interface ReleaseWait {
  /** `client place`, which identifies the waiter in the queue and in a grant. Absent if it polls or listens for announcements. */
  readonly place?: string;
  /** Whether a grant from now on would reach the waiter; undefined while that is unknown. */
  isSubscribed?(): boolean | undefined;
  /** As in `Contender`. */
  nextChance(chance: Chance, signal: AbortSignal): Promise<void>;
  stop(): void;
  /** Calls back for each grant to the waiter after it has gone. */
  onOrphanGrant?(release: () => void): void;
}
