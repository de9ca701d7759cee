import type { Backend, BackendReports } from "../contract/backend.js";
import { MemoryContender } from "./memory-contender.js";
import type { MemorySpace } from "./memory-space.js";

/** The locks of a space, as a backend. */
export function memoryBackend(space: MemorySpace, reports?: Pick<BackendReports, "lost">): Backend {
  return {
    sharing: true,
    minHold: true,
    ordered: true,
    stealing: true,
    notes: {
      write: async (board, change) => space.notes.write(board, change),
      read: async (board) => space.notes.read(board),
    },
    contender: (claim) => new MemoryContender(space, claim, reports),
    peek: async (name) => space.at(name, (lock) => lock.peek()),
    release: async (name, token) => space.at(name, (lock) => lock.release(token)),
    forceRelease: async (name) => space.at(name, (lock) => lock.releaseAll()),
  };
}
