import { Absences } from "../history/absences.js";
import type { Entry } from "../history/event.js";
import { type Hold, holdsOf } from "../history/holds.js";

/** What the checks look at: the histories, and what follows from them. */
export interface Evidence {
  readonly history: readonly Entry[];
  readonly holds: readonly Hold[];
  readonly absences: Absences;
}

export function evidenceOf(history: readonly Entry[]): Evidence {
  return { history, holds: holdsOf(history), absences: new Absences(history) };
}

/** The servers share one name in the histories: a wait on one of them is a wait. */
export const SERVER = "server";
