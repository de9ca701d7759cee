import { type Acquired, endOf, haveRoom, isAcquired } from "../history/holds.js";
import type { Evidence } from "./evidence.js";
import type { Finding } from "./finding.js";

/**
 * M: no two holders of a name at once, and of those that may hold it together no more than the highest limit. A holder is one from the moment that it has the lock until it gives it back, loses
 * it, dies, or reaches its own deadline; one whose time was over by then has never been one. The resource, which sees only who comes in, counts as well.
 */
export function mutualExclusion({ history, holds }: Evidence): Finding {
  const violations: string[] = [];
  const current = new Map<string, readonly Acquired[]>();
  const acquired = holds
    .filter(isAcquired)
    .filter((hold) => endOf(hold) > hold.acquiredAt)
    .sort((a, b) => a.acquiredAt - b.acquiredAt);
  for (const hold of acquired) {
    const others = (current.get(hold.name) ?? []).filter((each) => endOf(each) > hold.acquiredAt);
    const all = [...others, hold];
    current.set(hold.name, all);
    const limit = Math.max(...all.map((each) => each.limit ?? Number.POSITIVE_INFINITY));
    if (all.length > limit) {
      violations.push(`${all.length} had ${hold.name} at once, of ${limit}`);
    }
    for (const before of others) {
      if (haveRoom(before, hold)) continue;
      const both = (endOf(before) - hold.acquiredAt).toFixed(1);
      violations.push(
        `${hold.by} (${hold.fence}) had ${hold.name} for ${both} ms beside ${before.by} (${before.fence})`,
      );
    }
  }
  for (const entry of history) {
    if (entry.event !== "overlap") continue;
    violations.push(`the resource let ${entry.fences.join(" and ")} in for ${entry.name} at once`);
  }
  return { invariant: "M", cases: acquired.length, worst: {}, violations };
}
