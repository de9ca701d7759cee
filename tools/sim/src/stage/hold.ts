import type { HoldMode, Lock } from "@lockwire/core";
import type { WorkerPlan } from "../plan/plan.js";
import type { Member } from "./member.js";
import { acquisitionOf } from "./token.js";

/** How many fences a process may give out under one lease. */
const LOCAL_FENCES = 64;

/** A lock that somebody had, from its acquisition on. Times are the scheduler's, in us. */
export class Hold {
  readonly number: number;
  readonly member: Member;
  readonly name: string;
  readonly plan: WorkerPlan;
  readonly lock: Lock;
  readonly signal: AbortSignal;
  /** A change of the mode raises it. */
  fence: number;
  /** When it was asked for, and when it came. */
  readonly askedAt: number;
  readonly acquiredAt: number;
  /** Until when it is the holder's own for certain, as far as the holder knows. */
  deadline: number;
  /** Since when nobody promises anything for it any more: it was taken away, and its holder need not know yet. */
  taintedAt: number | undefined;
  /** When its release was asked for, and when that was answered, and with what. */
  releasingAt: number | undefined;
  releasedAt: number | undefined;
  lostAt: number | undefined;
  /** A release has said that it was still held: nothing of it may be left. */
  over = false;
  /** When its term was last to be set anew. */
  extendedAt: number | undefined;
  /** Its mode is being changed, or may have been: the answer is not there. */
  changing = false;
  /** A change of its mode has failed, which may have been made, and none was made since. */
  unanswered = false;
  /** Others may have it beside this one, or could once. */
  #shares: boolean;

  constructor(parts: {
    number: number;
    member: Member;
    name: string;
    plan: WorkerPlan;
    lock: Lock;
    askedAt: number;
    acquiredAt: number;
  }) {
    this.number = parts.number;
    this.member = parts.member;
    this.name = parts.name;
    this.plan = parts.plan;
    this.#shares = parts.plan.sharing?.mode === "shared";
    this.lock = parts.lock;
    this.signal = parts.lock.signal;
    this.fence = parts.lock.fence;
    this.askedAt = parts.askedAt;
    this.acquiredAt = parts.acquiredAt;
    this.deadline = parts.acquiredAt;
  }

  /** Until when it is its holder's, by the holder's own clock; asked for, it is noticed when that has passed. */
  deadlineNow(now: number): number {
    const { clock } = this.member.process;
    const remaining = this.lock.remaining();
    return remaining === 0 ? now : clock.whenMonotonic(clock.monotonic + remaining * 1_000);
  }

  /** Asked for only where somebody uses it: a lease whose token nobody knows may go on under the next holder. */
  get token(): string {
    return this.lock.token;
  }

  /** How its holder believes to have it. */
  get mode(): HoldMode {
    const { mode } = this.lock;
    this.#shares ||= mode === "shared";
    return mode;
  }

  get slot(): number | undefined {
    return this.lock.slot;
  }

  /** Whether it is a sharer's, or was once: its lease is then its own, whoever knows its token. */
  get shares(): boolean {
    return this.#shares || this.mode === "shared";
  }

  /** Whether a token at the server may stand for it; the one of a lease that may go on under the next holder is not read. */
  isOf(token: string): boolean {
    return !this.shares || this.token === acquisitionOf(token);
  }

  /** Whether it may go on under the lease of another one. */
  mayFollow(before: Hold): boolean {
    const passes = this.fence - before.fence;
    // Fences that were lost may come back to these numbers.
    const isEarlier = before.acquiredAt <= this.acquiredAt;
    return isEarlier && this.member === before.member && passes > 0 && passes < LOCAL_FENCES;
  }

  /** Whether its term was set anew. */
  get extended(): boolean {
    return this.extendedAt !== undefined;
  }

  /** Whether its holder believes to have it. */
  get live(): boolean {
    return this.releasingAt === undefined && this.lostAt === undefined;
  }

  /** As a trace shows it. */
  toString(): string {
    return `#${this.number} ${this.member.process.name} ${this.name} fence ${this.fence}`;
  }
}
