import type { LossReason } from "@lockwire/core";

/** One acquisition: unique in the whole run. */
type Op = { readonly op: string };

/** What a worker notes about its locks. Times are ms of the shared clock. */
type LockEvent =
  /** `bound`: ms in which the call has to settle; null for no bound. */
  | (Op & {
      readonly event: "calling";
      readonly name: string;
      readonly ttl: number;
      readonly bound: number | null;
      readonly shared?: boolean;
      readonly limit?: number;
    })
  /** `askedAt`: when the call was made; it had to be noted before. `until`: the holder's own deadline. */
  | (Op & {
      readonly event: "acquired";
      readonly askedAt: number;
      readonly name: string;
      readonly fence: number;
      readonly until: number;
      readonly slot?: number;
    })
  /** Settled without the lock; code BUSY when a single attempt found it held. */
  | (Op & {
      readonly event: "refused";
      readonly askedAt: number;
      readonly code: string;
      readonly message: string;
    })
  | (Op & { readonly event: "extended"; readonly until: number })
  | (Op & { readonly event: "releasing" })
  /** `ours` is null when the release failed. */
  | (Op & {
      readonly event: "released";
      readonly askedAt: number;
      readonly ours: boolean | null;
      readonly code?: string;
    })
  | (Op & { readonly event: "lost"; readonly why: LossReason })
  /** What the lock says of itself when it is asked. */
  | (Op & { readonly event: "looked"; readonly held: boolean })
  /** `waiting`: the lock is another's, and the client has begun to wait for it. */
  | { readonly event: "waiting" | "degraded" | "restored"; readonly name: string }
  /** What the resource said to a write under this lock. */
  | (Op & { readonly event: "wrote"; readonly ok: boolean })
  | { readonly event: "error"; readonly name: string; readonly message: string };

/** What the stage notes about the processes, the servers and the resource. */
type StageEvent =
  /** From when on nothing but the bounds of a storm hold, and from when on all do again. */
  | { readonly event: "storm" | "calm" }
  | { readonly event: "killed" | "suspended" | "resumed"; readonly worker: string }
  | {
      readonly event: "exited";
      readonly worker: string;
      readonly clean: boolean;
      readonly why: string;
    }
  | { readonly event: "stale"; readonly name: string; readonly fence: number }
  | { readonly event: "overlap"; readonly name: string; readonly fences: readonly number[] }
  | { readonly event: "left-behind"; readonly what: string }
  | {
      readonly event: "checked";
      readonly what: string;
      readonly ok: boolean;
      readonly detail: string;
    }
  | { readonly event: "measured"; readonly what: string; readonly value: string };

/**
 * How much of the last `span` ms a process could do nothing. `off-cpu`: it was runnable, or stopped, and did not run;
 * `blocked`: a fault kept its event loop busy; `away`: a server did not answer.
 */
type AbsenceEvent = {
  readonly event: "absent";
  readonly kind: "off-cpu" | "blocked" | "away";
  readonly ms: number;
  readonly span: number;
};

export type Event = LockEvent | StageEvent | AbsenceEvent;

/** An event, when it was, and who noted it: a worker, the stage, a server. */
export type Entry = Event & { readonly at: number; readonly by: string };
