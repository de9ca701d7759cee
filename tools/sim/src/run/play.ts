import { Exclusion } from "../check/exclusion.js";
import { Fences } from "../check/fences.js";
import { strike } from "../faults/index.js";
import type { Plan } from "../plan/plan.js";
import type { Sandbox } from "../process/sandbox.js";
import { logServer } from "../stage/server-log.js";
import { Stage, shown } from "../stage/stage.js";
import { Violation } from "../stage/watcher.js";

/** How often the checks look that no event calls, in us. */
const TICK = 10_000;
/** How long a fleet may take to close, in us. */
const CLOSING = 60_000_000;

export interface Outcome {
  readonly plan: Plan;
  readonly violation: Violation | undefined;
  readonly acquisitions: number;
  readonly events: number;
  /** How long it was in the simulation, in ms. */
  readonly simulated: number;
  readonly trace: readonly string[];
}

/** Plays a plan to its end, or to the first violation. The same plan gives the same outcome. */
export async function play(plan: Plan, sandbox: Sandbox, traced = false): Promise<Outcome> {
  const stage = new Stage(plan, sandbox, traced);
  stage.watchers.push(new Exclusion(stage), new Fences(stage));
  logServer(stage, (run) => stage.ran(run));
  const onRejection = (reason: unknown) =>
    stage.violate(new Violation("X", `a rejection that nobody handles: ${shown(reason)}`));
  process.on("unhandledRejection", onRejection);
  try {
    await run(stage);
  } finally {
    process.off("unhandledRejection", onRejection);
  }
  return {
    plan,
    violation: stage.violation,
    acquisitions: stage.acquisitions,
    events: stage.loop.events,
    simulated: stage.scheduler.now / 1_000,
    trace: stage.trace?.lines ?? [],
  };
}

async function run(stage: Stage): Promise<void> {
  const { plan, loop, scheduler, fleet } = stage;
  loop.afterEvent = (process) => {
    const member = process && fleet.of(process);
    if (member) stage.after(member);
  };
  const tick = () => {
    stage.tick();
    scheduler.after(TICK, tick);
  };
  tick();
  for (const number of plan.processes.keys()) stage.start(number);
  for (const fault of plan.faults) {
    scheduler.at(fault.at * 1_000, () => stage.working && strike(stage, fault));
  }
  const failed = () => stage.violation !== undefined;
  await loop.until(plan.duration * 1_000, failed);
  stage.working = false;
  if (failed()) return;
  stage.closeAll();
  const closed = () => failed() || fleet.alive.every((member) => member.closed);
  await loop.until(scheduler.now + CLOSING, closed);
  if (failed()) return;
  if (!closed()) stage.violate(new Violation("Z", "a client does not close"));
  else stage.end();
}
