import { LONGEST_EXTENSION, type Plan, type WorkerPlan } from "./plan.js";

/** What a lock may be kept for after its holder is gone, in ms. */
export function longestTtlOf(plan: Plan): number {
  return Math.max(...workersOf(plan).map(({ ttl }) => ttl));
}

/** The longest that a lease may last that is not renewed, in ms. */
export function longestTermOf(plan: Plan): number {
  const isExtended = workersOf(plan).some(({ odd }) => odd.extend);
  return isExtended ? Math.max(longestTtlOf(plan), LONGEST_EXTENSION) : longestTtlOf(plan);
}

function workersOf({ processes }: Plan): readonly WorkerPlan[] {
  return processes.flatMap(({ workers }) => workers);
}
