import { generate } from "../plan/generate.js";
import type { Plan } from "../plan/plan.js";
import { themeOf } from "../plan/themes.js";
import { bundle } from "../process/bundle.js";
import { Sandbox } from "../process/sandbox.js";
import { keep, readKept } from "../run/kept.js";
import { type Outcome, play } from "../run/play.js";
import { plansOf, playAll, untilInterrupted } from "../run/play-all.js";
import { shrink } from "../run/shrink.js";
import type { SimOptions } from "./options.js";

/** Plays seeds; false when one of them failed. */
export async function runSeeds(options: SimOptions): Promise<boolean> {
  const { jobs, keep: name } = options;
  const code = await bundle();
  const failures: Outcome[] = [];
  const totals = await playAll(untilInterrupted(plansOf(options)), {
    jobs,
    code,
    onFailure: (outcome) => {
      failures.push(outcome);
      console.log(verdictOf(outcome));
    },
    onProgress: ({ runs, failed, allAcquisitions }) =>
      console.log(`... ${runs} runs, ${failed} failed, ${allAcquisitions} acquisitions`),
  });
  console.log(`${totals}`);
  const [first] = failures;
  if (first && name !== undefined) await keepShrunk(name, first, new Sandbox(code));
  return failures.length === 0;
}

/** Plays one seed and prints its trace. */
export async function runSeed({ seeds: [seed], theme, keep: name }: SimOptions): Promise<boolean> {
  const sandbox = new Sandbox(await bundle());
  const outcome = await tell(generate(seed, themeOf(theme)), sandbox);
  if (outcome.violation && name !== undefined) await keepShrunk(name, outcome, sandbox);
  return outcome.violation === undefined;
}

/** Plays a plan that was kept. */
export async function runKept({ only = "" }: SimOptions): Promise<boolean> {
  const { plan, seen } = await readKept(only);
  const outcome = await tell(plan, new Sandbox(await bundle()));
  console.log(`was kept for: ${seen}`);
  return outcome.violation === undefined;
}

async function tell(plan: Plan, sandbox: Sandbox): Promise<Outcome> {
  const outcome = await play(plan, sandbox, true);
  for (const line of outcome.trace) console.log(line);
  console.log(verdictOf(outcome));
  return outcome;
}

/** @param mutant what of the library is broken on purpose. */
export async function keepShrunk(
  name: string,
  failing: Outcome,
  sandbox: Sandbox,
  mutant?: string,
): Promise<void> {
  console.log("shrinking it ...");
  const smallest = await shrink(failing, sandbox);
  const { plan } = smallest;
  const file = await keep(name, {
    seen: verdictOf(smallest),
    ...(mutant === undefined ? {} : { mutant }),
    plan,
  });
  const workers = plan.processes.reduce((sum, each) => sum + each.workers.length, 0);
  console.log(
    `${plan.faults.length} faults, ${workers} workers, ${plan.duration} ms: kept in ${file}`,
  );
}

export function verdictOf({ plan, violation }: Outcome): string {
  return `seed ${plan.seed}: ${violation ? `${violation.letter}: ${violation.message}` : "no violation"}`;
}
