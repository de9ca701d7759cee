import { type Acquired, endOf, isAcquired } from "../history/holds.js";
import type { Evidence } from "./evidence.js";
import type { Finding } from "./finding.js";

/**
 * M: no two holders of a name at once. A holder is one from the moment that it has the lock until it gives it back, loses
 * it, dies, or reaches its own deadline; one whose time was over by then has never been one. The resource, which sees only who comes in, counts as well.
 */
export function mutualExclusion({ history, holds }: Evidence): Finding {
  const violations: string[] = [];
  const latest = new Map<string, Acquired>();
  const acquired = holds
    .filter(isAcquired)
    .filter((hold) => endOf(hold) > hold.acquiredAt)
    .sort((a, b) => a.acquiredAt - b.acquiredAt);
  for (const hold of acquired) {
    const before = latest.get(hold.name);
    if (before && endOf(before) > hold.acquiredAt) {
      const both = (endOf(before) - hold.acquiredAt).toFixed(1);
      violations.push(
        `${hold.by} (${hold.fence}) had ${hold.name} for ${both} ms beside ${before.by} (${before.fence})`,
      );
    }
    if (!before || endOf(before) < endOf(hold)) latest.set(hold.name, hold);
  }
  for (const entry of history) {
    if (entry.event !== "overlap") continue;
    violations.push(`the resource let ${entry.fences.join(" and ")} in for ${entry.name} at once`);
  }
  return { invariant: "M", cases: acquired.length, worst: {}, violations };
}
