import type { LockMode } from "@lockwire/core";

export type { LockMode };

/** The standard's dictionary of options for `request` (https://w3c.github.io/web-locks/#api-lock-manager). */
export interface LockOptions {
  /** @default "exclusive" */
  mode?: LockMode | undefined;
  /**
   * Does not wait: calls back with null if the lock is not available. Not together with `steal` or `signal`.
   * @default false
   */
  ifAvailable?: boolean | undefined;
  /**
   * Takes the lock from its holders, whose requests reject with an AbortError, ahead of all other requests. Only for an
   * exclusive lock, and not together with `ifAvailable` or `signal`.
   * @default false
   */
  steal?: boolean | undefined;
  /** Cancels the request until the lock is granted: it rejects with `signal.reason`. */
  signal?: AbortSignal | undefined;
}

/** Called once the lock is held. The lock is released when its result has settled. */
export type LockGrantedCallback<T, L> = (lock: L) => T;

/** A lock or a request in a snapshot. */
export interface LockInfo {
  name: string;
  mode: LockMode;
  /** Identifies the `LockManager` that made the request. */
  clientId: string;
}

/** The result of `query`. */
export interface LockManagerSnapshot {
  /** The locks, in the order in which they were granted. */
  held: LockInfo[];
  /** The waiting requests, in the order in which they were made. */
  pending: LockInfo[];
}
