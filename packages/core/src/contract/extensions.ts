import type { AcquireOptions, TryOptions } from "./acquire-options.js";
import type { Lock } from "./lock.js";
import type { LockClient } from "./lock-client.js";

/** On a client, whichever copy of this package it comes from. */
export const EXTENSIONS = Symbol.for("lockwire.extensions");

/** What a client can do besides its contract, for packages that build another interface on it. */
export interface ClientExtensions {
  /**
   * Acquires a lock in the order of arrival among the waiters of all processes, up to 64 of each. The lock is not passed on
   * within the process. Absent if the backend keeps no such order.
   */
  acquire?(name: string, options?: AcquireOptions): Promise<Lock>;
  /**
   * Takes the lock from its holders, ahead of all waiters. The holders of this process learn of it at once, others at
   * their next renewal. Absent if the backend cannot.
   */
  steal?(name: string, options?: TryOptions): Promise<Lock>;
  /** Absent if the backend keeps none. */
  readonly notes?: Notes;
  /**
   * Runs when the client closes, once its locks are released and while the backend still answers.
   *
   * @returns a function that takes it back.
   */
  onClose(work: () => Promise<void>): () => void;
}

/** What clients tell each other: short texts on a common board, each of which is gone when its ttl has passed. */
export interface Notes {
  /** Removes and adds texts in one step. A text that is there already gets the new ttl. */
  write(board: string, change: NotesChange): Promise<void>;
  /** The texts of all clients, in no order; at most 10,000. */
  read(board: string): Promise<readonly string[]>;
}

export interface NotesChange {
  readonly remove: readonly string[];
  readonly add: readonly string[];
  /** Of the added texts, in ms. */
  readonly ttl: number;
}

/** The extensions of a client; undefined for one that this library did not create, or that something wraps. */
export function extensionsOf(client: LockClient): ClientExtensions | undefined {
  const { [EXTENSIONS]: extensions } = client as { [EXTENSIONS]?: ClientExtensions };
  return extensions;
}
