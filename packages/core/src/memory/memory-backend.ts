import type { Backend } from "../contract/backend.js";
import { MemoryContender } from "./memory-contender.js";
import type { MemorySpace } from "./memory-space.js";

/** The locks of a space, as a backend. */
export function memoryBackend(space: MemorySpace): Backend {
  return {
    sharing: true,
    minHold: true,
    contender: (claim) => new MemoryContender(space, claim),
    peek: async (name) => space.at(name, (lock) => lock.peek()),
    release: async (name, token) => space.at(name, (lock) => lock.release(token)),
    forceRelease: async (name) => space.at(name, (lock) => lock.releaseAll()),
  };
}
