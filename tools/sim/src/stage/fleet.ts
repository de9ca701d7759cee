import type { LockClient } from "@lockwire/core";
import type { Random } from "@lockwire/harness";
import type { Redis } from "ioredis";
import type { Network } from "../net/network.js";
import type { ProcessPlan } from "../plan/plan.js";
import { MachineClock } from "../process/clock.js";
import { type Lockwire, type Sandbox, scriptNames } from "../process/sandbox.js";
import { SimProcess } from "../process/sim-process.js";
import type { Loop } from "../world/loop.js";
import type { Scheduler } from "../world/scheduler.js";
import { Member } from "./member.js";

export const PORT = 6_379;

export interface FleetParts {
  readonly scheduler: Scheduler;
  readonly loop: Loop;
  readonly network: Network;
  readonly sandbox: Sandbox;
  readonly wall: number;
  readonly onCrash: (process: SimProcess, error: unknown) => void;
}

/** Starts processes, each with a client of its own. */
export class Fleet {
  readonly #parts: FleetParts;
  /** Those that run or have run, in the order of their start. */
  readonly all: Member[] = [];
  /** What the scripts are called, by their digests. */
  scripts: ReadonlyMap<string, string> | undefined;
  readonly #byProcess = new Map<SimProcess, Member>();
  readonly #byName = new Map<string, Member>();

  constructor(parts: FleetParts) {
    this.#parts = parts;
  }

  get alive(): Member[] {
    return this.all.filter((member) => member.alive);
  }

  /** Who runs in the place of a process of the plan. */
  at(number: number): Member | undefined {
    return this.all.findLast((member) => member.number === number);
  }

  /** By its process's name. */
  named(name: string): Member | undefined {
    return this.#byName.get(name);
  }

  of(process: SimProcess): Member | undefined {
    return this.#byProcess.get(process);
  }

  start(number: number, plan: ProcessPlan, random: Random): Member {
    const { scheduler, loop, network, sandbox, wall, onCrash } = this.#parts;
    const generation = this.all.filter((member) => member.number === number).length;
    const process = new SimProcess({
      name: `p${number}${"abcdefghijklmnopqrstuvwxyz"[generation % 26]}`,
      scheduler,
      loop,
      random,
      clock: new MachineClock(scheduler, random.int(1e8, 1e10) + random.fraction() * 1_000, wall),
      pace: plan.pace,
      onCrash,
    });
    const lockwire = sandbox.load(process, { net: network.moduleOf(process) });
    const member = new Member({ number, plan, process, ...open(lockwire, plan) });
    this.scripts ??= scriptNames(lockwire);
    this.all.push(member);
    this.#byProcess.set(process, member);
    this.#byName.set(process.name, member);
    return member;
  }
}

function open(
  { createPubSubLocks, createSpinLocks, Redis }: Lockwire,
  plan: ProcessPlan,
): { locks: LockClient; redis: Redis | undefined } {
  const redis = plan.own ? undefined : new Redis({ port: PORT, protocol: plan.protocol });
  // Who brings a client of its own hears of its failures by the commands that it sends.
  redis?.on("error", () => undefined);
  const options = {
    redis: redis ?? `redis://127.0.0.1:${PORT}`,
    ...given("commandTimeout", plan.commandTimeout),
    ...given("durability", plan.durability),
  };
  if (plan.variant === "spin") {
    return { redis, locks: createSpinLocks({ ...options, ...given("announce", plan.announce) }) };
  }
  const locks = createPubSubLocks({
    ...options,
    handoff: plan.variant === "handoff",
    ...given("safetyPoll", plan.safetyPoll),
    ...given("localHandoffs", plan.localHandoffs),
  });
  return { redis, locks };
}

function given<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}
