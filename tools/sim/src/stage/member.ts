import type { LockClient } from "@lockwire/core";
import type { Redis } from "ioredis";
import type { ProcessPlan } from "../plan/plan.js";
import type { SimProcess } from "../process/sim-process.js";

/** A process of the fleet, with its client. */
export class Member {
  readonly number: number;
  readonly plan: ProcessPlan;
  readonly process: SimProcess;
  readonly locks: LockClient;
  /** The user's own connection, where it brings one. */
  readonly redis: Redis | undefined;
  /** Its client is to be closed, or is. */
  closing = false;
  closed = false;
  /** When its client began to close, in us. */
  closesAt = Number.POSITIVE_INFINITY;
  /** Until when its event loop is busy with something else, in us. */
  blockedUntil = Number.NEGATIVE_INFINITY;
  /** When its process was killed. */
  killedAt: number | undefined;

  constructor(parts: {
    number: number;
    plan: ProcessPlan;
    process: SimProcess;
    locks: LockClient;
    redis: Redis | undefined;
  }) {
    this.number = parts.number;
    this.plan = parts.plan;
    this.process = parts.process;
    this.locks = parts.locks;
    this.redis = parts.redis;
  }

  /** In ms. */
  get commandTimeout(): number {
    return this.plan.commandTimeout ?? 2_000;
  }

  /** In ms. */
  get safetyPoll(): number {
    return this.plan.safetyPoll ?? 5_000;
  }

  get alive(): boolean {
    return !this.process.dead;
  }
}
