import type { ClientOptions, LockClient } from "@lockwire/core";
import { createLocks } from "@lockwire/core/backend";
import { fileBackend } from "./file-backend.js";

/** Locks for the processes of one machine, in a folder that they share. */
export function createFileLocks(folder: string, options?: ClientOptions): LockClient {
  return createLocks(() => fileBackend(folder), options);
}
