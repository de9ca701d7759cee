import type { AcquireOptions, HoldMode } from "@lockwire/core";

/** How the locks of a run are used: by one holder each, by sharers and exclusive holders, or in places of a limit. */
export const MODES: readonly HoldMode[] = ["exclusive", "shared", "limited"];

/** With more than one place, in a load that is for that. */
const PLACES = 2;

/**
 * How a lock is asked for, where a scenario does not say.
 *
 * @param joins whether it may be held together with others that join as well.
 */
export function wishOf(mode: HoldMode, joins: boolean): Pick<AcquireOptions, "mode" | "limit"> {
  if (mode === "exclusive") return {};
  if (mode === "limited") return { limit: joins ? PLACES : 1 };
  return joins ? { mode: "shared" } : {};
}
