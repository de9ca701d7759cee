import type { LockLostError, LossReason } from "./errors.js";
import type { HoldMode } from "./mode.js";

/**
 * What the channels of `node:diagnostics_channel` carry, for tools that watch every client of the process. Tracing
 * channels: `lockwire.acquire`, `lockwire.hold`, `lockwire.release`. Plain: `lockwire.lost`.
 *
 * A tracing channel carries one object from an operation's `start` to its `asyncEnd`, filled in on the way. None of them
 * has the token, or the lock itself. Times are milliseconds.
 */

/** `lockwire.acquire`: from the call of `acquire`, `tryAcquire` or `withLock` to the lock, or to the failure. */
export interface AcquireTrace {
  readonly name: string;
  readonly ttl: number;
  /** 0 for a single attempt, as `tryAcquire` makes it. */
  readonly blockingTimeout: number;
  /** Since the call. Set at the end, like all that follows. */
  waited?: number;
  /** Made on the backend; 0 where the lock came from another holder of this process. */
  attempts?: number;
  /** The lock's, when it was acquired. With neither a fence nor an error, `tryAcquire` found someone else holding it. */
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
  /** How it was acquired, unless exclusively; and with a `limit`, which place it is. */
  readonly mode?: HoldMode;
  readonly slot?: number;
  /** Since the acquisition. Set at the end, like all that follows. */
  held?: number;
  /** What `release` found; not set for a lock that was lost before. */
  released?: boolean;
  /** The loss, or the failure of the release. */
  error?: unknown;
}

/** `lockwire.release`: one `release` of a held lock, until the backend has answered. */
export interface ReleaseTrace {
  readonly name: string;
  readonly fence: number;
  /** Whether the lock was still held. */
  released?: boolean;
  /** What `release` rejected with. */
  error?: unknown;
}

/** `lockwire.lost`: the lock was lost before its release. Comes right after `lock.signal` was aborted. */
export interface LossMessage {
  readonly name: string;
  readonly fence: number;
  readonly why: LossReason;
  readonly held: number;
  readonly error: LockLostError;
}
