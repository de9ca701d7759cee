import { MUTANTS } from "../mutants/index.js";
import { type Mutant, mutate } from "../mutants/mutant.js";
import { SHARING_MUTANTS } from "../mutants/sharing-mutants.js";
import type { Plan } from "../plan/plan.js";
import { bundle } from "../process/bundle.js";
import { Sandbox } from "../process/sandbox.js";
import { plansOf } from "../run/play-all.js";
import { onThreads, type Thread } from "../run/thread.js";
import type { SimOptions } from "./options.js";
import { keepShrunk } from "./run-seeds.js";

/** A mutant, the first seed that saw it and what that saw. */
interface Caught {
  readonly mutant: Mutant;
  readonly seed?: number;
  readonly seen: string;
}

/**
 * Plays seed after seed with each mutant until one sees it, and prints the table. A seed that the library fails as it is
 * says nothing of a mutant: it is printed as a finding, and the next one is played.
 *
 * @returns false when a mutant was not seen, or a seed failed without one.
 */
export async function runMutants({
  seeds,
  sharing,
  jobs,
  only = "",
  keep,
}: SimOptions): Promise<boolean> {
  const code = await bundle();
  const mutants = (sharing ? SHARING_MUTANTS : MUTANTS).filter(({ what }) => what.includes(only));
  const table = new Map<Mutant, Caught>();
  let unbroken = true;
  await onThreads(jobs, mutants, async (thread, mutant) => {
    const broken = mutate(code, mutant);
    let caught: Caught = { mutant, seen: "" };
    for (const plan of plansOf({ seeds, sharing, theme: mutant.theme })) {
      const outcome = await thread.play(plan, broken);
      const { violation } = outcome;
      if (violation === undefined) continue;
      if (await failsUnbroken(thread, plan, code, mutant.theme)) {
        unbroken = false;
        continue;
      }
      caught = { mutant, seed: plan.seed, seen: `${violation.letter}: ${violation.message}` };
      if (keep !== undefined) await keepShrunk(keep, outcome, new Sandbox(broken), mutant.what);
      break;
    }
    table.set(mutant, caught);
    console.log(
      `${mutant.what}: ${caught.seed === undefined ? "NOT CAUGHT" : `seed ${caught.seed}: ${caught.seen}`}`,
    );
  });
  const all = mutants.flatMap((mutant) => table.get(mutant) ?? []);
  const got = all.filter(({ seed }) => seed !== undefined);
  console.log(`\n${tableOf(all)}\n\n${got.length} of ${all.length} mutants caught`);
  return unbroken && got.length === all.length;
}

/** Whether a plan fails without the mutant, too; it then says so. */
async function failsUnbroken(thread: Thread, plan: Plan, code: string, theme = "any theme") {
  const { violation } = await thread.play(plan, code);
  if (violation === undefined) return false;
  const { letter, message } = violation;
  console.log(`seed ${plan.seed} (${theme}) FAILS WITHOUT A MUTANT: ${letter}: ${message}`);
  return true;
}

function tableOf(caught: readonly Caught[]): string {
  const rows = caught.map(({ mutant, seed, seen }) => {
    const [letter = ""] = seen.split(":");
    return seed === undefined ? [mutant.what, "none", ""] : [mutant.what, `${seed}`, letter];
  });
  const head = [
    ["mutant", "first seed that caught it", "check"],
    ["---", "--:", "---"],
  ];
  return [...head, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
