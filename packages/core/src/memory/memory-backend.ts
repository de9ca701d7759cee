import type { Backend } from "../contract/backend.js";
import { now } from "../engine/time/clock.js";
import { MemoryContender } from "./memory-contender.js";
import type { MemorySpace } from "./memory-space.js";

/** The leases of a space, as a backend. */
export function memoryBackend(space: MemorySpace): Backend {
  return {
    contender: (claim) => new MemoryContender(space, claim),
    async peek(name) {
      const lease = space.lease(name);
      if (!lease) return { held: false, ttl: 0 };
      const { acquiredAt, fence, expiresAt } = lease;
      return { held: true, ttl: expiresAt - now(), acquiredAt, fence };
    },
    release: async (name, token) => space.release(name, token),
    async forceRelease(name) {
      const lease = space.lease(name);
      return lease !== undefined && space.release(name, lease.token);
    },
  };
}
