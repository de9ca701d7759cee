/**
 * What a worker is to do. `names` are dealt out to the waiters in turn; a waiter that has several in a loop takes one after
 * another.
 */
export type Task =
  /** Each waiter takes, holds and releases over and over, for `ms`. */
  | {
      kind: "loop";
      names: readonly string[];
      waiters: number;
      hold: number;
      ms: number;
      /** Which one it is for, in a process that serves several. */
      contender?: string;
    }
  /** Each waiter takes, holds and releases once. */
  | { kind: "burst"; names: readonly string[]; waiters: number; hold: number }
  /** Takes the lock and keeps it. */
  | { kind: "hold"; name: string }
  /** Starts to wait, and answers at once. */
  | { kind: "wait"; name: string; waiters: number }
  /** Lets `ms` pass. */
  | { kind: "rest"; ms: number };

export interface WorkerSetup {
  readonly contenders: readonly string[];
  readonly url: string;
  readonly ttl: number;
}

/** What a worker did: one element of each array for an acquisition, times by the shared clock. */
export interface Report {
  readonly waiter: Float64Array;
  readonly asked: Float64Array;
  readonly acquired: Float64Array;
  readonly released: Float64Array;
  /** Since when the waiters wait that had not got the lock at the end. */
  readonly waiting: Float64Array;
  readonly waiters: number;
  readonly started: number;
  readonly ended: number;
  /** CPU time in ms. */
  readonly cpu: number;
  readonly commands: number;
}
