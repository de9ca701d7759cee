/** How a lock is acquired: by one holder alone, or by any number of sharers together. */
export type LockMode = "exclusive" | "shared";

/** How a lock is held; `limited`: in one of the places of a `limit`. */
export type HoldMode = LockMode | "limited";

/** A lock for several holders: any number of sharers, or one for each place of a limit. */
export type Sharing =
  | { readonly mode: "shared" }
  | { readonly mode: "limited"; readonly limit: number };
