import type { Evidence } from "./evidence.js";
import type { Finding } from "./finding.js";

/** After the call's own bound, in ms of the caller's own time. */
const SETTLED = 50;
/** The same for one whose process was stopped or blocked at its bound, from when it runs again. */
const SETTLED_LATE = 100;

/** B: every call for a lock settles within its bound + 50 ms, whatever the backend does. */
export function boundedWait({ history, holds, absences }: Evidence): Finding {
  const violations: string[] = [];
  const end = history.at(-1)?.at ?? 0;
  let [cases, worst] = [0, 0];
  for (const { calledAt, settledAt, killedAt, bound, by, name } of holds) {
    if (bound === null) continue;
    cases += 1;
    const due = calledAt + bound;
    const settled = settledAt ?? killedAt ?? end;
    const late = Math.max(0, settled - due - absences.within(due, settled, by));
    worst = Math.max(worst, late);
    if (late > (absences.byFault(due, settled, by) ? SETTLED_LATE : SETTLED)) {
      const how = settledAt === undefined ? "had not settled" : "settled";
      violations.push(`${by}'s wait for ${name} ${how} ${late.toFixed(0)} ms after its bound`);
    }
  }
  return { invariant: "B", cases, worst: cases > 0 ? { late: worst } : {}, violations };
}
