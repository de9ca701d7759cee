import type { Counter, Histogram, Meter } from "@opentelemetry/api";
import { METRIC } from "./names.js";

/** From an uncontended lock on a near server to a job of minutes, in seconds. */
const BOUNDARIES = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300];

export interface Instruments {
  readonly waitTime: Histogram;
  readonly holdTime: Histogram;
  readonly timeouts: Counter;
  readonly losses: Counter;
}

export function instruments(meter: Meter): Instruments {
  const time = (name: string, description: string) =>
    meter.createHistogram(name, {
      description,
      unit: "s",
      advice: { explicitBucketBoundaries: BOUNDARIES },
    });
  return {
    waitTime: time(METRIC.waitTime, "From the call for a lock until it has the lock or fails."),
    holdTime: time(METRIC.holdTime, "From the acquisition of a lock to its release or loss."),
    timeouts: meter.createCounter(METRIC.timeouts, {
      description: "Waits for a lock that ended before the lock was free.",
      unit: "{timeout}",
    }),
    losses: meter.createCounter(METRIC.losses, {
      description: "Locks that were lost before their release.",
      unit: "{loss}",
    }),
  };
}
