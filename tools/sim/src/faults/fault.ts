import type { Random } from "@lockwire/harness";
import type { FaultPlan } from "../plan/plan.js";
import type { Member } from "../stage/member.js";
import type { Stage } from "../stage/stage.js";

/** Where a fault strikes. */
export interface Strike {
  readonly stage: Stage;
  readonly plan: FaultPlan;
  /** The process that it meets, if it runs. */
  readonly member: Member | undefined;
  /** Decides what the plan leaves open. */
  readonly random: Random;
  /** Does something later, in ms from now. */
  later(ms: number, run: () => void): void;
}

/** A kind of fault. */
export interface Fault {
  /** How long it lasts, in ms, from and to; drawn so that short ones are as likely as long ones. */
  readonly lasts: readonly [number, number];
  /** In the fault's own measure, from and to; [0, 0] where it has none. */
  readonly sizes: readonly [number, number];
  /** Only in the plans of a theme that names it. */
  readonly onRequest?: boolean;
  readonly strike: (strike: Strike) => void;
}

export type Faults = Readonly<Record<string, Fault>>;

/** The longest pause of ioredis between two attempts to connect, and what it adds by chance, in ms. */
const [LONGEST_PAUSE, CHANCE] = [5_000, 200];
/** What a reconnect may take besides, in ms. */
const RECONNECT = 1_000;

/** How long a user's client may need to connect again once it can, in ms: its pauses double for as long as it could not. */
export function pauseAfter(outage: number): number {
  return Math.min(outage, LONGEST_PAUSE) + CHANCE + RECONNECT;
}
