/** Gives the lock back. */
type Release = () => Promise<unknown>;
/** Waits for the lock as long as it takes. */
export type Acquire = (name: string) => Promise<Release>;

interface OpenOptions {
  readonly url: string;
  /** The lease's term in ms, the same for all. */
  readonly ttl: number;
}

/** A lock library, used as its documentation shows, with its own defaults but for the term and an endless wait. */
export interface Contender {
  readonly id: string;
  /** A floor is the least code that does the work, without what makes a lock safe to use. */
  readonly kind: "ours" | "peer" | "floor";
  /** Whether `acquire` waits for a lock that someone else holds. */
  readonly waits: boolean;
  /** Whether what it does to its process would change the figures of others there. */
  readonly ownProcess?: boolean;
  open(options: OpenOptions): Acquire | Promise<Acquire>;
}
