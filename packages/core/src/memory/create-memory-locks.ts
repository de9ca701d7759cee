import { checkOptions, type OptionNames } from "../checks/check-options.js";
import { show } from "../checks/show.js";
import type { LockClient } from "../contract/lock-client.js";
import { CLIENT_OPTIONS, type ClientOptions } from "../contract/options.js";
import { createLocks } from "../engine/create-locks.js";
import { memoryBackend } from "./memory-backend.js";
import { isMemorySpace, MemorySpace } from "./memory-space.js";

export interface MemoryLocksOptions extends ClientOptions {
  /**
   * Stores the leases. Clients with the same space contend with each other.
   * @default a separate space for each client
   */
  space?: MemorySpace | undefined;
}

const MEMORY_OPTIONS: OptionNames<MemoryLocksOptions> = { ...CLIENT_OPTIONS, space: true };

/**
 * Options of the Redis clients that do not affect exclusion here. They are ignored, so that moving from one client to
 * another changes one line. `prefix` and `layout` are not among them.
 */
const REDIS_OPTIONS = {
  redis: true,
  safetyPoll: true,
  handoff: true,
  localHandoffs: true,
  durability: true,
  backoff: true,
  announce: true,
} as const;

/**
 * Creates locks within one process: for tests, for single-process tools, and as the reference backend.
 *
 * @throws {RangeError | TypeError} on a bad option.
 *
 * @example
 * ```ts
 * import { createMemoryLocks, MemorySpace } from "@lockwire/core";
 *
 * const space = new MemorySpace(); // shared, so these two are like two processes
 * const [one, two] = [createMemoryLocks({ space }), createMemoryLocks({ space })];
 * await using lock = await one.acquire("job");
 * console.log(await two.tryAcquire("job")); // prints: null
 * ```
 */
export function createMemoryLocks(options: MemoryLocksOptions = {}): LockClient {
  checkOptions(options, { ...MEMORY_OPTIONS, ...REDIS_OPTIONS });
  const { space = new MemorySpace() } = options;
  if (!isMemorySpace(space)) {
    throw new TypeError(`space must be a MemorySpace, got ${show(space)}`);
  }
  return createLocks((reports) => memoryBackend(space, reports), options);
}
