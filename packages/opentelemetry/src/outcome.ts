import type { AcquireTrace } from "@lockwire/core";

/** How an acquisition ended: `busy` is a call that resolved with null, since someone else held the lock. */
export type Outcome = "acquired" | "busy" | "failed";

export function outcomeOf(trace: AcquireTrace): Outcome {
  if ("error" in trace) return "failed";
  return trace.fence === undefined ? "busy" : "acquired";
}
