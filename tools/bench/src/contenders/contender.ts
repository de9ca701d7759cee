/** Gives the lock back. */
type Release = () => Promise<unknown>;
/** Waits for the lock as long as it takes. */
export type Acquire = (name: string) => Promise<Release>;

/** `places`: as many holders as `PLACES`. `sharers`: those of a name that ends in `SHARED` together. */
export type Allows = "places" | "sharers";

export const PLACES = 5;
export const SHARED = ":shared";

/** The name itself, and whether it is to be shared. */
export function parseShared(name: string): { readonly name: string; readonly shared: boolean } {
  const shared = name.endsWith(SHARED);
  return { name: shared ? name.slice(0, -SHARED.length) : name, shared };
}

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
  /** What its locks allow, for workloads of that. @default one holder */
  readonly allows?: Allows;
  /** Whether what it does to its process would change the figures of others there. */
  readonly ownProcess?: boolean;
  open(options: OpenOptions): Acquire | Promise<Acquire>;
}
