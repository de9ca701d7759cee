import type { LeaseStore, ReleaseWatcher } from "../contract/backend.js";
import type { Emitter } from "./emitter.js";
import type { Ghosts } from "./ghosts.js";

/** What one client's parts share. */
export interface Arena {
  readonly store: LeaseStore;
  readonly watcher: ReleaseWatcher;
  readonly ghosts: Ghosts;
  readonly emitter: Emitter;
  readonly commandTimeout: number;
  /** Tells of a failure that no caller is waiting for. */
  report(name: string, error: unknown): void;
}
