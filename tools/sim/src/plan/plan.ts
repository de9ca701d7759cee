import type { Sharing } from "@lockwire/core/backend";
import type { Delay } from "../net/lane.js";

export type { Sharing };

export type Variant = "handoff" | "plain" | "spin";

/** What one worker does over and over: takes a lock, holds it, gives it back, in the one or the other way. */
export interface WorkerPlan {
  /** Which of the names, by number. */
  readonly names: readonly number[];
  readonly ttl: number;
  readonly blockingTimeout: number;
  readonly autoExtend: boolean;
  readonly maxHold?: number;
  /** Absent for exclusive locks. */
  readonly sharing?: Sharing;
  /** The longest hold and the longest rest between two turns, in ms. Both are spread from 0. */
  readonly hold: number;
  readonly rest: number;
  /** How many turns it takes. */
  readonly turns: number;
  /** How often, of 1, it does something beside the plain way. */
  readonly odd: Readonly<Partial<Record<Oddity, number>>>;
}

/** What a worker may do that most do not. */
export type Oddity =
  /** One attempt. */
  | "try"
  /** Aborts its wait after a while. */
  | "abort"
  /** Extends its lease while it holds it, by any term. */
  | "extend"
  /** After that, once more. */
  | "extend-again"
  /** Releases by token, by another process if there is one. */
  | "by-token"
  /** Releases twice, or by its token afterwards. */
  | "again"
  /** Lets go without a release: the lock is to be lost, or to end with its longest hold. */
  | "forget"
  /** Forces somebody's release. */
  | "force"
  /** Keeps the event loop busy with something else while it holds the lock. */
  | "block"
  /** Looks at the lock. */
  | "peek"
  /** Makes an exclusive lock shared while it holds it. */
  | "downgrade"
  /** Tries to make a shared lock exclusive. */
  | "upgrade"
  /** Goes on to change the mode from time to time. */
  | "waver"
  /** Does not wait for an extension, or a change of the mode, before it goes on with the lock. */
  | "hasty";

/** The longest term that a worker extends a lease to, in ms. */
export const LONGEST_EXTENSION = 60_000;

export interface ProcessPlan {
  readonly variant: Variant;
  readonly protocol: 2 | 3;
  /** Whether the client opens its connections itself, from a URL. */
  readonly own: boolean;
  readonly commandTimeout?: number;
  readonly safetyPoll?: number;
  readonly localHandoffs?: number;
  readonly announce?: boolean;
  readonly durability?: { readonly replicas: number; readonly timeout: number };
  /** How long it is busy with one event, in us. */
  readonly pace: readonly [number, number];
  readonly workers: readonly WorkerPlan[];
}

/** Something that goes wrong, at a time and for a time, in ms. */
export interface FaultPlan {
  readonly kind: string;
  readonly at: number;
  readonly for: number;
  /** Which process it meets, by number. */
  readonly process: number;
  /** How much, in the fault's own measure. */
  readonly size: number;
  /** Decides what else the fault leaves open. */
  readonly dice: number;
}

/** All that decides a run: nothing else does, and each part can be taken out. */
export interface Plan {
  readonly seed: number;
  /** How long the workers work, in ms. */
  readonly duration: number;
  readonly names: number;
  readonly delay: Delay;
  readonly processes: readonly ProcessPlan[];
  /** How far a replica is behind, in ms; undefined: there is none. */
  readonly replicaLag?: number | undefined;
  readonly faults: readonly FaultPlan[];
  /** A fault that strikes the process that sends the so-manieth message, as it is sent. */
  readonly placed?: { readonly send: number; readonly fault: FaultPlan } | undefined;
}
