import type { LockBackendError, LossReason } from "./errors.js";
import type { HoldMode } from "./mode.js";

/** The events of a client and their payloads: enough for a log line, and never the token. All times are in ms. */
export interface LockEvents {
  /**
   * An acquisition waits, because the lock is held or others of its process come first. `freeIn` is how long the holder's
   * lease still runs, in ms; it is missing if the backend was not asked.
   */
  waiting: { readonly name: string; readonly freeIn?: number };
  /** The lock was acquired, `waited` ms after the call and after `attempts` attempts at the backend. */
  acquired: {
    readonly name: string;
    readonly fence: number;
    readonly ttl: number;
    readonly waited: number;
    readonly attempts: number;
    /** How it is held, unless exclusively; and with a `limit`, in which place. */
    readonly mode?: HoldMode;
    readonly slot?: number;
  };
  /** The lease was renewed by the client, or extended by `extend`. */
  extended: { readonly name: string; readonly fence: number; readonly ttl: number };
  /** The lock was released after it had been held for `held` ms. */
  released: { readonly name: string; readonly fence: number; readonly held: number };
  /** The lock was lost before its release, after it had been held for `held` ms. `lock.signal` aborts just before. */
  lost: {
    readonly name: string;
    readonly fence: number;
    readonly why: LossReason;
    readonly held: number;
  };
  /** Waiters for this name poll for now, because messages do not arrive: a wake-up may take up to a second. */
  degraded: { readonly name: string; readonly reason: string; readonly cause?: LockBackendError };
  /** Waiters for this name are notified again. */
  restored: { readonly name: string };
  /** A failure that no caller waits for: of a renewal, of a background release, or of a listener. */
  error: { readonly name: string; readonly error: Error };
}
