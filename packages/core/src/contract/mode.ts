/** How a lock is acquired: by one holder alone, or by any number of sharers together. */
export type LockMode = "exclusive" | "shared";

/** How a lock is held; `limited`: in one of the places of a `limit`. */
export type HoldMode = LockMode | "limited";

/** How several holders may share a name: any number of sharers, or as many holders as a limit has places. */
export type Sharing =
  | { readonly mode: "shared" }
  | { readonly mode: "limited"; readonly limit: number };
