import type { AcquireTrace } from "@lockwire/core";

/** How an acquisition ended: `busy` is a `tryAcquire` that found someone else holding the lock. */
export type Outcome = "acquired" | "busy" | "failed";

export function outcomeOf(trace: AcquireTrace): Outcome {
  if ("error" in trace) return "failed";
  return trace.fence === undefined ? "busy" : "acquired";
}
