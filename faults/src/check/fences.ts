import { isAcquired } from "../history/holds.js";
import type { Evidence } from "./evidence.js";
import type { Finding } from "./finding.js";

/** F: the fences of a name rise strictly, in the order in which its holders had it. */
export function fencesRise({ holds }: Evidence): Finding {
  const violations: string[] = [];
  const last = new Map<string, number>();
  const acquired = holds.filter(isAcquired).sort((a, b) => a.acquiredAt - b.acquiredAt);
  for (const { name, fence, by } of acquired) {
    const before = last.get(name);
    if (before !== undefined && fence <= before) {
      violations.push(`${by} got the fence ${fence} of ${name} after ${before}`);
    }
    if (!Number.isSafeInteger(fence)) violations.push(`the fence ${fence} is no safe integer`);
    last.set(name, fence);
  }
  return { invariant: "F", cases: acquired.length, worst: {}, violations };
}
