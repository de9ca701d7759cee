import type { AcquireTrace, HoldTrace, LossMessage } from "@lockwire/core";
import type { Attributes, Meter } from "@opentelemetry/api";
import { errorType } from "./error-type.js";
import { instruments } from "./instruments.js";
import { ATTRIBUTE } from "./names.js";
import { outcomeOf } from "./outcome.js";
import { onMessage, onOperation } from "./subscribe.js";

/** How long locks are waited for and held, and how many waits time out and locks are lost. */
export function measureLocks(meter: Meter, attributesOf: (name: string) => Attributes): () => void {
  const { waitTime, holdTime, timeouts, losses } = instruments(meter);
  const stops = [
    onOperation<AcquireTrace>("lockwire.acquire", {
      start: () => undefined,
      end: (trace) => {
        const attributes = attributesOf(trace.name);
        const failure = failureOf(trace);
        const outcome = { [ATTRIBUTE.outcome]: outcomeOf(trace) };
        waitTime.record(seconds(trace.waited), { ...attributes, ...outcome, ...failure });
        if (timedOut(trace)) timeouts.add(1, attributes);
      },
    }),
    onOperation<HoldTrace>("lockwire.hold", {
      start: () => undefined,
      end: (trace) => {
        holdTime.record(seconds(trace.held), { ...attributesOf(trace.name), ...failureOf(trace) });
      },
    }),
    onMessage<LossMessage>("lockwire.lost", ({ name, why }) => {
      losses.add(1, { ...attributesOf(name), [ATTRIBUTE.lossReason]: why });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function failureOf(trace: AcquireTrace | HoldTrace): Attributes {
  return "error" in trace ? { [ATTRIBUTE.errorType]: errorType(trace.error) } : {};
}

/**
 * Also for a wait that ended with null instead of an error, by `onTimeout: "null"`. Not for one that was cancelled earlier
 * with the timeout of another wait as the reason.
 */
function timedOut(trace: AcquireTrace): boolean {
  const { waited = 0, blockingTimeout } = trace;
  if ("error" in trace) {
    return errorType(trace.error) === "LOCK_TIMEOUT" && waited >= blockingTimeout;
  }
  return trace.fence === undefined && blockingTimeout > 0;
}

function seconds(ms = 0): number {
  return ms / 1_000;
}
