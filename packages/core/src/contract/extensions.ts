import type { AcquireOptions, TryOptions } from "./acquire-options.js";
import type { Lock } from "./lock.js";
import type { LockClient } from "./lock-client.js";

/** The property of a client that has its extensions, the same in every copy of this package. */
export const EXTENSIONS = Symbol.for("lockwire.extensions");

/** What a client can do besides its contract, for packages that build another interface on it. */
export interface ClientExtensions {
  /**
   * Acquires a lock in order of arrival across all processes, for up to 64 waiters of each. There is no local hand-off.
   * Absent if the backend keeps no such order.
   */
  acquire?(name: string, options?: AcquireOptions): Promise<Lock>;
  /**
   * Takes the lock from its holders, ahead of all waiters. Holders in this process learn of it at once, others at their
   * next renewal. Absent if the backend does not support it.
   */
  steal?(name: string, options?: TryOptions): Promise<Lock>;
  /** Absent if the backend does not support them. */
  readonly notes?: Notes;
  /**
   * Runs when the client closes, once its locks are released and while the backend still answers.
   *
   * @returns a function that removes it again.
   */
  onClose(work: () => Promise<void>): () => void;
}

/** Short texts that clients share on a board. Each expires when its ttl has passed. */
export interface Notes {
  /** Removes and adds texts in one step. A text that already exists gets the new ttl. */
  write(board: string, change: NotesChange): Promise<void>;
  /** The texts of all clients, unordered; at most 10,000. */
  read(board: string): Promise<readonly string[]>;
}

export interface NotesChange {
  readonly remove: readonly string[];
  readonly add: readonly string[];
  /** Of the added texts, in ms. */
  readonly ttl: number;
}

/** The extensions of a client; undefined if this library did not create it, or if it is wrapped. */
export function extensionsOf(client: LockClient): ClientExtensions | undefined {
  const { [EXTENSIONS]: extensions } = client as { [EXTENSIONS]?: ClientExtensions };
  return extensions;
}
