import type { FaultPlan, Plan } from "../plan/plan.js";
import { SCENARIOS } from "../plan/scenarios.js";
import { bundle } from "../process/bundle.js";
import { Sandbox } from "../process/sandbox.js";
import { play } from "../run/play.js";
import { playAll } from "../run/play-all.js";
import type { SimOptions } from "./options.js";

/** What is placed at a message: how long in ms, and how much in the fault's own measure. */
const PLACED: readonly Pick<FaultPlan, "kind" | "for" | "size">[] = [
  { kind: "cut", for: 0, size: 0 },
  // It arrives, and its reply is lost.
  { kind: "cut late", for: 0, size: 1 },
  // It arrives when it has been sent again.
  { kind: "cut late", for: 0, size: 1_500 },
  { kind: "cut late", for: 0, size: 4_000 },
  { kind: "commands held", for: 1_500, size: 0 },
  { kind: "commands held", for: 5_000, size: 0 },
  { kind: "replies held", for: 1_500, size: 0 },
  { kind: "replies held", for: 5_000, size: 0 },
  { kind: "dark", for: 10_000, size: 0 },
  { kind: "stop", for: 5_000, size: 0 },
  { kind: "block", for: 1_500, size: 0 },
  { kind: "kill", for: 500, size: 0 },
  { kind: "close", for: 500, size: 0 },
  { kind: "restart", for: 200, size: 0 },
  { kind: "scripts flushed", for: 0, size: 0 },
  { kind: "subscribers cut", for: 0, size: 0 },
];

/** Plays each scenario once for each message and each fault that is placed at it; false when one run failed. */
export async function runExhaustive({ jobs, only }: SimOptions): Promise<boolean> {
  const code = await bundle();
  const sandbox = new Sandbox(code);
  let failed = 0;
  for (const [name, plan] of Object.entries(SCENARIOS)) {
    if (only !== undefined && !name.includes(only)) continue;
    const { sends, violation } = await play(plan, sandbox);
    if (violation) throw new Error(`${name} fails without a fault: ${violation.message}`);
    const totals = await playAll(placements(plan, sends), {
      jobs,
      code,
      onFailure: ({ plan: { placed }, violation }) =>
        console.log(
          `${name}: ${placed?.fault.kind} (${placed?.fault.for} ms, ${placed?.fault.size}) at message ${placed?.send}: ${violation?.letter}: ${violation?.message}`,
        ),
    });
    failed += totals.failed;
    console.log(`${name}: ${sends} messages, ${totals}`);
  }
  return failed === 0;
}

function* placements(plan: Plan, sends: number): Iterable<Plan> {
  for (let send = 1; send <= sends; send++) {
    for (const fault of PLACED) {
      yield { ...plan, placed: { send, fault: { ...fault, at: 0, process: 0, dice: send } } };
    }
  }
}
