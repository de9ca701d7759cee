import type { LockLostError, LossReason } from "./errors.js";
import type { HoldMode } from "./mode.js";

/**
 * What the channels of `node:diagnostics_channel` carry, for tools that watch every client of the process. Tracing
 * channels: `lockwire.acquire`, `lockwire.hold`, `lockwire.release`. Plain: `lockwire.lost`.
 *
 * A tracing channel carries one object from an operation's `start` to its `asyncEnd`, and fills it in on the way. No object
 * contains the token or the lock itself. Times are in milliseconds.
 */

/** `lockwire.acquire`: from the call to `acquire`, `tryAcquire` or `withLock` until it has the lock or fails. */
export interface AcquireTrace {
  readonly name: string;
  readonly ttl: number;
  /** 0 for a single attempt, such as `tryAcquire`. */
  readonly blockingTimeout: number;
  /** Since the call. Set at the end, like the following fields. */
  waited?: number;
  /** Attempts at the backend; 0 if another holder in this process passed the lock on. */
  attempts?: number;
  /** Set if the lock was acquired. If both `fence` and `error` are missing, someone else held it, and the call resolved with null. */
  fence?: number;
  /** What the call rejected with. */
  error?: unknown;
}

/** `lockwire.hold`: from the acquisition of the lock to its release or loss. */
export interface HoldTrace {
  readonly name: string;
  readonly ttl: number;
  readonly fence: number;
  /** How long its acquisition took. */
  readonly waited: number;
  readonly attempts: number;
  /** Its mode, unless it is exclusive; with a `limit`, also its slot. */
  readonly mode?: HoldMode;
  readonly slot?: number;
  /** Since the acquisition. Set at the end, like the following fields. */
  held?: number;
  /** The result of `release`; not set for a lock that was lost before. */
  released?: boolean;
  /** The loss, or the failure of the release. */
  error?: unknown;
}

/** `lockwire.release`: one `release` of a held lock, until the backend answers. */
export interface ReleaseTrace {
  readonly name: string;
  readonly fence: number;
  /** Whether the lock was still held. */
  released?: boolean;
  /** What `release` rejected with. */
  error?: unknown;
}

/** `lockwire.lost`: the lock was lost before its release. Published right after `lock.signal` aborts. */
export interface LossMessage {
  readonly name: string;
  readonly fence: number;
  readonly why: LossReason;
  readonly held: number;
  readonly error: LockLostError;
}
