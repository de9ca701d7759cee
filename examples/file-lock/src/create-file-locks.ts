import { type ClientOptions, createLocks, type LockClient, sleep } from "@lockwire/core";
import { fileStore } from "./file-store.js";

/** Locks for the processes of one machine, in a folder that they share. Nobody tells of a release: a waiter looks again. */
export function createFileLocks(folder: string, options?: ClientOptions): LockClient {
  const watcher = () => ({
    watch: async () => ({
      next: async ({ freeIn }: { freeIn: number }, signal: AbortSignal) =>
        void (await sleep(Math.min(freeIn, 25), signal)),
      stop: () => undefined,
    }),
    close: async () => undefined,
  });
  return createLocks({ store: fileStore(folder), watcher }, options);
}
