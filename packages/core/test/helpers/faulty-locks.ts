import type { LockClient } from "../../src/contract/lock-client.js";
import type { ClientOptions } from "../../src/contract/options.js";
import { createLocks } from "../../src/engine/create-locks.js";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";
import { memoryBackend } from "../../src/memory/memory-backend.js";
import { MemorySpace } from "../../src/memory/memory-space.js";
import { FaultyBackend } from "./faulty-backend.js";

export interface FaultyLocks {
  /** Reaches the memory through the faulty backend. */
  readonly locks: LockClient;
  readonly backend: FaultyBackend;
  /** Another client of the same memory, whose wire is sound. */
  readonly others: LockClient;
}

/** Two clients of one memory, one of them behind a backend that fails on demand. */
export function faultyLocks(options: ClientOptions = {}): FaultyLocks {
  const space = new MemorySpace();
  const backend = new FaultyBackend(memoryBackend(space));
  return {
    locks: createLocks(() => backend, options),
    backend,
    others: createMemoryLocks({ space }),
  };
}
