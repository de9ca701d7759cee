import type { Site } from "../site/site.js";
import { inMs } from "../view/format.js";
import type { Screen } from "../view/screen.js";
import { killHolder } from "./kill-holder.js";
import type { PartPlan } from "./plan.js";
import { Stage } from "./stage.js";

/** How long the others go on after the holder's death, in seconds. */
const AFTERMATH = 1;

/** The counter at the end of a part. */
export interface Outcome {
  readonly title: string;
  /** How often a worker says that it raised it. */
  readonly expected: number;
  readonly found: number;
}

export async function runPart(site: Site, plan: PartPlan, screen: Screen): Promise<Outcome> {
  screen.say(`\n${plan.title}`);
  await using stage = await Stage.open(site, plan, screen);
  await stage.start();
  await stage.followFor(plan.seconds);
  if (plan.holderDies) await showDeath(site, stage, screen);
  await stage.finish();
  return {
    title: plan.title,
    expected: stage.board.holds.length,
    found: await site.counter.read(),
  };
}

async function showDeath(site: Site, stage: Stage, screen: Screen): Promise<void> {
  const { leaseEnds, nextAcquired } = await killHolder(site, stage, screen.say);
  screen.say(
    `  The next one has the lock ${inMs(nextAcquired - leaseEnds)} after the lease's end.`,
  );
  await stage.followFor(AFTERMATH);
}
