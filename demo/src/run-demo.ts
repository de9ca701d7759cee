import colors from "picocolors";
import type { DemoOptions } from "./options.js";
import { type Outcome, runPart } from "./part/run-part.js";
import { plans } from "./plans.js";
import { openSite } from "./site/open-site.js";
import { inDigits } from "./view/format.js";
import type { Screen } from "./view/screen.js";

/** Resolves with whether every part found the counter as expected. */
export async function runDemo(options: DemoOptions, screen: Screen): Promise<boolean> {
  screen.say("Lockwire: four workers raise one counter, which nothing protects but a lock.");
  await using site = await openSite(screen.say);
  screen.say(site.title);
  const outcomes: Outcome[] = [];
  for (const plan of plans(site, options)) outcomes.push(await runPart(site, plan, screen));

  screen.say("\nThe counter at the end of each part:");
  for (const outcome of outcomes) screen.say(verdict(outcome));
  return outcomes.every(isRight);
}

function verdict(outcome: Outcome): string {
  const { title, expected, found } = outcome;
  const mark = isRight(outcome) ? colors.green("ok   ") : colors.red("WRONG");
  return `  ${mark} ${title}: expected ${inDigits(expected)}, found ${inDigits(found)}`;
}

/** A part in which nobody did anything shows nothing. */
function isRight({ expected, found }: Outcome): boolean {
  return expected > 0 && expected === found;
}
