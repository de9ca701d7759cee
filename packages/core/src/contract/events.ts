import type { LockBackendError, LossReason } from "./errors.js";

/** What a client tells its listeners. Enough for a log line, and never the token. */
export interface LockEvents {
  /**
   * An acquire found the lock taken, or others of its process before it, and waits. `freeIn` is what the holder's lease
   * has left, in ms, where the backend was asked.
   */
  waiting: { readonly name: string; readonly freeIn?: number };
  /** `waited` counts from the call, in ms; `attempts` are those made on the backend. */
  acquired: {
    readonly name: string;
    readonly fence: number;
    readonly ttl: number;
    readonly waited: number;
    readonly attempts: number;
  };
  /** The lease was renewed, by the client or by `extend`. */
  extended: { readonly name: string; readonly fence: number; readonly ttl: number };
  /** `held` is how long we had it, in ms. */
  released: { readonly name: string; readonly fence: number; readonly held: number };
  /** The lock was lost before its release; `lock.signal` was aborted just before. */
  lost: {
    readonly name: string;
    readonly fence: number;
    readonly why: LossReason;
    readonly held: number;
  };
  /** Wake-ups for this name are polled for now: waiting works, but costs up to a second and some commands. */
  degraded: { readonly name: string; readonly reason: string; readonly cause?: LockBackendError };
  /** Wake-ups for this name are pushed again. */
  restored: { readonly name: string };
  /** A failure that no caller is waiting for: a renewal, a release in the background, a listener that threw. */
  error: { readonly name: string; readonly error: Error };
}
