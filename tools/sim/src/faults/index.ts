import { Random } from "@lockwire/harness";
import type { FaultPlan } from "../plan/plan.js";
import type { Stage } from "../stage/stage.js";
import type { Fault } from "./fault.js";
import { NETWORK_FAULTS } from "./network-faults.js";
import { PROCESS_FAULTS } from "./process-faults.js";
import { SERVER_FAULTS } from "./server-faults.js";

/** Every kind of fault, by its name. */
export const FAULTS: ReadonlyMap<string, Fault> = new Map(
  Object.entries({ ...NETWORK_FAULTS, ...PROCESS_FAULTS, ...SERVER_FAULTS }),
);

/** Has a fault strike now. */
export function strike(stage: Stage, plan: FaultPlan): void {
  const fault = FAULTS.get(plan.kind);
  if (!fault) throw new RangeError(`there is no fault "${plan.kind}"`);
  stage.faulted(plan);
  fault.strike({
    stage,
    plan,
    member: stage.fleet.at(plan.process),
    random: new Random(plan.dice),
    later: (ms, run) => void stage.scheduler.after(ms * 1_000, run),
  });
}
