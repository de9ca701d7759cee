import { type Acquired, isAcquired } from "../history/holds.js";
import type { Evidence } from "./evidence.js";
import type { Finding } from "./finding.js";

/**
 * F: the fences of a name rise strictly, in the order in which its holders had it; of each place on its own, and between
 * sharers they may also stay the same.
 */
export function fencesRise({ holds }: Evidence): Finding {
  const violations: string[] = [];
  const last = new Map<string, Acquired>();
  const acquired = holds.filter(isAcquired).sort((a, b) => a.acquiredAt - b.acquiredAt);
  for (const hold of acquired) {
    const { name, slot, fence, by } = hold;
    const part = slot === undefined ? name : `${name} ${slot}`;
    const before = last.get(part);
    if (before !== undefined && !rises(before, hold)) {
      violations.push(`${by} got the fence ${fence} of ${name} after ${before.fence}`);
    }
    if (!Number.isSafeInteger(fence)) violations.push(`the fence ${fence} is no safe integer`);
    last.set(part, hold);
  }
  return { invariant: "F", cases: acquired.length, worst: {}, violations };
}

function rises(before: Acquired, hold: Acquired): boolean {
  return hold.fence > before.fence || (hold.fence === before.fence && hold.shared && before.shared);
}
