import { checksOf } from "../check/index.js";
import { strike } from "../faults/index.js";
import type { Plan } from "../plan/plan.js";
import type { Sandbox } from "../process/sandbox.js";
import { closeAll, startMember } from "../stage/lives.js";
import { logServer } from "../stage/server-log.js";
import { Stage } from "../stage/stage.js";
import { Violation } from "../stage/watcher.js";
import { shown } from "../stage/words.js";
import { placeFault } from "./place-fault.js";

/** How often the checks look that no event calls, in us. */
const TICK = 10_000;
/** How long a fleet may take to close, in us: a process may be suspended for a minute before it begins. */
const CLOSING = 120_000_000;
/** How long what runs in the background may go on after that, in us. */
const AFTERWARDS = 20_000_000;

export interface Outcome {
  readonly plan: Plan;
  readonly violation: { readonly letter: string; readonly message: string } | undefined;
  /** Acquisitions, by variant. */
  readonly acquisitions: Readonly<Record<string, number>>;
  /** Faults that struck, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** How many messages the processes sent to the server. */
  readonly sends: number;
  /** How long it was in the simulation, in ms. */
  readonly simulated: number;
  readonly trace: readonly string[];
}

/**
 * Plays a plan to its end, or to the first violation. The same plan gives the same outcome.
 *
 * @param onTick is told every 10 ms of the simulation how many have passed.
 */
export async function play(
  plan: Plan,
  sandbox: Sandbox,
  traced = false,
  onTick: (simulated: number) => void = () => undefined,
): Promise<Outcome> {
  const stage = new Stage(plan, sandbox, traced);
  const [acquisitions, faults] = [new Tally(), new Tally()];
  stage.watchers.push(...checksOf(stage), {
    acquired: ({ member, plan }) =>
      acquisitions.count([member.plan.variant, plan.sharing?.mode ?? ""].join(" ").trim()),
    fault: ({ kind }) => faults.count(kind),
    tick: () => onTick(stage.scheduler.now / 1_000),
  });
  logServer(stage, (run) => stage.ran(run));
  const sends = placeFault(stage);
  const onRejection = (reason: unknown) =>
    stage.violate(new Violation("X", `a rejection that nobody handles: ${shown(reason)}`));
  const onWarning = (warning: Error) =>
    stage.violate(new Violation("X", `Node warns: ${warning.message}`));
  process.on("unhandledRejection", onRejection);
  process.on("warning", onWarning);
  try {
    await run(stage);
  } finally {
    process.off("unhandledRejection", onRejection);
    process.off("warning", onWarning);
  }
  const { violation } = stage;
  return {
    plan,
    violation: violation && { letter: violation.letter, message: violation.message },
    acquisitions: acquisitions.counts,
    faults: faults.counts,
    sends: sends(),
    simulated: stage.scheduler.now / 1_000,
    trace: stage.trace?.lines ?? [],
  };
}

class Tally {
  readonly counts: Record<string, number> = {};

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
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
  plan.processes.forEach(({ workers }, number) => {
    if (workers.length > 0) startMember(stage, number);
  });
  for (const fault of plan.faults) {
    scheduler.at(fault.at * 1_000, () => stage.working && strike(stage, fault));
  }
  const failed = () => stage.violation !== undefined;
  await loop.until(plan.duration * 1_000, failed);
  stage.working = false;
  if (failed()) return;
  closeAll(stage);
  const closed = () => failed() || fleet.alive.every((member) => member.closed);
  await loop.until(scheduler.now + CLOSING, closed);
  if (failed()) return;
  if (!closed()) return stage.violate(new Violation("Z", "a client does not close"));
  await loop.until(scheduler.now + AFTERWARDS, failed);
  if (!failed()) stage.end();
}
