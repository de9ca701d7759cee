import { MUTANTS } from "../mutants/index.js";
import { type Mutant, mutate } from "../mutants/mutant.js";
import { SHARING_MUTANTS } from "../mutants/sharing-mutants.js";
import { bundle } from "../process/bundle.js";
import { Sandbox } from "../process/sandbox.js";
import { plansOf } from "../run/play-all.js";
import { onThreads } from "../run/thread.js";
import type { SimOptions } from "./options.js";
import { keepShrunk } from "./run-seeds.js";

/** A mutant, the first seed that saw it and what that saw. */
interface Caught {
  readonly mutant: Mutant;
  readonly seed?: number;
  readonly seen: string;
}

/** Plays seed after seed with each mutant until one sees it, and prints the table; false when one was not seen. */
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
  await onThreads(jobs, mutants, async (thread, mutant) => {
    const broken = mutate(code, mutant);
    let caught: Caught = { mutant, seen: "" };
    for (const plan of plansOf({ seeds, sharing, theme: mutant.theme })) {
      const outcome = await thread.play(plan, broken);
      const { violation } = outcome;
      if (violation === undefined) continue;
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
  return got.length === all.length;
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
