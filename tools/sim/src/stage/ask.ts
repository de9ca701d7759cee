import type { Sharing } from "../plan/plan.js";
import type { Member } from "./member.js";

/** An acquisition that somebody waits for. Times are the scheduler's, in us. */
export interface Ask {
  readonly member: Member;
  readonly name: string;
  readonly sharing: Sharing | undefined;
  /** The lease that it asks for, in ms. */
  readonly ttl: number;
  readonly askedAt: number;
  /** When it has to have settled, unless its process stands still; Infinity for never. */
  readonly until: number;
  /** A single attempt, by `tryAcquire`. */
  readonly once: boolean;
  /** It waits while the lock is held. */
  readonly waits: boolean;
  /** How often others had the lock who asked later. */
  overtaken: number;
}
