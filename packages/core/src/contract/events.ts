import type { LockBackendError, LossReason } from "./errors.js";
import type { HoldMode } from "./mode.js";

/** The events of a client and their payloads: enough for a log line, and never the token. All times are in ms. */
export interface LockEvents {
  /**
   * An acquisition waits, because the lock is held or other waiters of its process come first. `freeIn` is the time left on
   * the holder's lease, in ms; it is missing if there was no attempt at the backend.
   */
  waiting: { readonly name: string; readonly freeIn?: number };
  /** The lock was acquired, `waited` ms after the call and after `attempts` attempts at the backend. */
  acquired: {
    readonly name: string;
    readonly fence: number;
    readonly ttl: number;
    readonly waited: number;
    readonly attempts: number;
    /** Its mode, unless it is exclusive; with a `limit`, also its slot. */
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
  /** Messages do not arrive, so waiters for this name poll for now: a wake-up may take up to a second. */
  degraded: { readonly name: string; readonly reason: string; readonly cause?: LockBackendError };
  /** Messages for this name arrive again. */
  restored: { readonly name: string };
  /** A failure that no caller is waiting for: of a renewal, a background release, or a listener. */
  error: { readonly name: string; readonly error: Error };
}
