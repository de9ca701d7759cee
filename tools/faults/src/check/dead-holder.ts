import { type Acquired, endOf, type Hold, isAcquired } from "../history/holds.js";
import { type Evidence, SERVER } from "./evidence.js";
import type { Finding } from "./finding.js";

/** After the lease's end, in ms. */
const TAKEN = 500;

/** D: a lock whose holder died is another's by the TTL + 500 ms, if somebody waits that long. */
export function deadHolderReplaced(evidence: Evidence): Finding {
  const violations: string[] = [];
  let [cases, worst] = [0, 0];
  for (const dead of evidence.holds.filter(isAcquired).filter(diedHolding)) {
    const late = lateness(evidence, dead);
    if (late === undefined) continue;
    cases += 1;
    worst = Math.max(worst, late);
    if (late > TAKEN) {
      violations.push(
        `${dead.name} of a dead holder was taken ${late.toFixed(0)} ms after its TTL`,
      );
    }
  }
  return { invariant: "D", cases, worst: cases > 0 ? { late: worst } : {}, violations };
}

function diedHolding(hold: Acquired): boolean {
  return endOf(hold) === hold.killedAt;
}

/** Its last renewal may have been under way when it died, so that the TTL counts from its death. */
function lateness({ history, holds, absences }: Evidence, dead: Acquired): number | undefined {
  const end = history.at(-1)?.at ?? 0;
  const free = (dead.killedAt ?? 0) + dead.ttl;
  // Others may have joined it while it lived.
  const joined = dead.shared || dead.limit !== undefined;
  const others = holds.filter(({ name, op }) => name === dead.name && op !== dead.op);
  const next = others
    .filter(isAcquired)
    .filter(({ acquiredAt }) => acquiredAt > (joined ? (dead.killedAt ?? 0) : dead.acquiredAt))
    .sort((a, b) => a.acquiredAt - b.acquiredAt)[0];
  const waiters = others.filter((other) => waitsAt(other, free));
  if (next === undefined && waiters.length === 0) return undefined;
  const seen =
    next?.acquiredAt ?? Math.min(end, ...waiters.map(({ settledAt }) => settledAt ?? end));
  const involved = [SERVER, ...waiters.map(({ by }) => by), ...(next ? [next.by] : [])];
  const from = Math.max(free, next?.calledAt ?? free);
  return Math.max(0, seen - from - absences.within(from, seen, ...involved));
}

function waitsAt({ calledAt, settledAt, killedAt }: Hold, at: number): boolean {
  return calledAt < at && (settledAt ?? at) >= at && killedAt === undefined;
}
