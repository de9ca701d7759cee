import type { DemoOptions } from "./options.js";
import type { PartPlan } from "./part/plan.js";
import type { Site } from "./site/site.js";

/** What a holder has been at work before it dies, in seconds. */
const BEFORE_DEATH = 1;

/** The parts of the demo, in their order. */
export function plans({ locks }: Site, { seconds, unguarded }: DemoOptions): PartPlan[] {
  if (unguarded) {
    return [{ title: "Unguarded", lock: "unguarded", seconds, holderDies: false }];
  }
  const [first] = locks;
  return [
    ...locks.map((lock) => ({ title: lock, lock, seconds, holderDies: false })),
    {
      title: `${first}, the holder killed`,
      lock: first,
      seconds: BEFORE_DEATH,
      holderDies: true,
    },
  ];
}
