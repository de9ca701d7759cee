import { createMemoryLocks, type LockClient } from "@lockwire/core";

/** A client, and the names that were acquired on it. */
export function namedCalls(): { readonly locks: LockClient; readonly names: string[] } {
  const locks = createMemoryLocks();
  const names: string[] = [];
  locks.on("acquired", ({ name }) => names.push(name));
  return { locks, names };
}
