import type { Entry } from "../history/event.js";
import { holdsOf } from "../history/holds.js";

/** After its time a key may stand for a moment, in ms. */
const AFTER = 500;
/** What the others leave is gone within, in ms. */
const AT_ONCE = 1_000;

/** Until when, on the shared clock, keys of processes that were killed may stand: what they asked for last, in its full term. */
export function graceForTheDead(history: readonly Entry[]): number {
  const end = history.at(-1)?.at ?? 0;
  const dead = holdsOf(history).filter(({ killedAt }) => killedAt !== undefined);
  const terms = dead.map(({ killedAt = 0, ttl }) => killedAt + ttl + AFTER);
  return Math.max(end + AT_ONCE, ...terms);
}
