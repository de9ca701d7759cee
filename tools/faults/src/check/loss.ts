import { type Acquired, isAcquired } from "../history/holds.js";
import type { Evidence } from "./evidence.js";
import type { Finding } from "./finding.js";

/** From the holder's own deadline, in ms of the holder's own time. */
const SIGNALLED = 50;
/** The same for one whose process was stopped or blocked at its deadline, from when it runs again. */
const SIGNALLED_LATE = 100;

/** L: a lock that was not given back by the holder's own deadline is signalled as lost, and never called held after. */
export function lossSignalled(evidence: Evidence): Finding {
  const violations: string[] = [];
  const end = evidence.history.at(-1)?.at ?? 0;
  let [cases, worst] = [0, 0];
  for (const hold of evidence.holds.filter(isAcquired)) {
    const late = lateness(evidence, hold, end);
    if (late === undefined) continue;
    cases += 1;
    worst = Math.max(worst, late.ms);
    if (late.ms > late.bound) {
      violations.push(`${hold.by} heard of the loss of ${hold.name} ${late.ms.toFixed(0)} ms late`);
    }
  }
  violations.push(...heldTooLong(evidence));
  return { invariant: "L", cases, worst: cases > 0 ? { late: worst } : {}, violations };
}

/** Undefined for a lock that was released in time, or whose holder died before. */
function lateness({ absences }: Evidence, hold: Acquired, end: number) {
  const { until, releasingAt, killedAt, lostAt, by } = hold;
  if ((releasingAt ?? until) < until || (killedAt ?? until) < until) return undefined;
  if (lostAt === undefined && (end < until || releasingAt !== undefined)) return undefined;
  // Whether one that was killed would have run in time is not to be known.
  if (lostAt === undefined && killedAt !== undefined) return undefined;
  const heard = lostAt ?? end;
  const ms = Math.max(0, heard - until - absences.within(until, heard, by));
  return { ms, bound: absences.byFault(until, heard, by) ? SIGNALLED_LATE : SIGNALLED };
}

function heldTooLong({ history, holds }: Evidence): string[] {
  const known = new Map(holds.map((hold) => [hold.op, hold]));
  return history.flatMap((entry) => {
    if (entry.event !== "looked" || !entry.held) return [];
    const hold = known.get(entry.op);
    const over = Math.min(hold?.until ?? entry.at, hold?.lostAt ?? entry.at);
    return entry.at > over ? [`${entry.by} called its lock held after its deadline`] : [];
  });
}
