import type { LockClient } from "../../src/contract/lock.js";
import type { ClientOptions } from "../../src/contract/options.js";
import { createLocks } from "../../src/engine/create-locks.js";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";
import { MemorySpace } from "../../src/memory/memory-space.js";
import { MemoryStore } from "../../src/memory/memory-store.js";
import { MemoryWatcher } from "../../src/memory/memory-watcher.js";
import { FaultyStore } from "./faulty-store.js";

export interface FaultyLocks {
  /** Reaches the memory through the faulty store. */
  readonly locks: LockClient;
  readonly store: FaultyStore;
  /** Another client of the same memory, whose wire is sound. */
  readonly others: LockClient;
}

/** Two clients of one memory, one of them behind a store that fails on demand. */
export function faultyLocks(options: ClientOptions = {}): FaultyLocks {
  const space = new MemorySpace();
  const store = new FaultyStore(new MemoryStore(space));
  return {
    locks: createLocks({ store, watcher: () => new MemoryWatcher(space) }, options),
    store,
    others: createMemoryLocks({ space }),
  };
}
