import type { AcquireTrace, HoldTrace, ReleaseTrace } from "@lockwire/core";
import type { Attributes, Tracer } from "@opentelemetry/api";
import { ATTRIBUTE } from "./names.js";
import { outcomeOf } from "./outcome.js";
import { spans } from "./spans.js";
import { onOperation } from "./subscribe.js";

/** A span for each acquisition, hold and release, under the span that is active at its start. */
export function traceLocks(tracer: Tracer): () => void {
  const acquisitions = spans(tracer, "acquire lock", { first: asked, last: answered });
  const holds = spans(tracer, "hold lock", { first: gained, last: given });
  const releases = spans(tracer, "release lock", { first: owned, last: given });
  const stops = [
    onOperation<AcquireTrace>("lockwire.acquire", acquisitions),
    onOperation<HoldTrace>("lockwire.hold", holds),
    onOperation<ReleaseTrace>("lockwire.release", releases),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function asked({ name, ttl, blockingTimeout }: AcquireTrace): Attributes {
  return {
    [ATTRIBUTE.name]: name,
    [ATTRIBUTE.ttl]: ttl / 1_000,
    // Without a bound there is no figure to show.
    ...(Number.isFinite(blockingTimeout)
      ? { [ATTRIBUTE.blockingTimeout]: blockingTimeout / 1_000 }
      : {}),
  };
}

function answered(trace: AcquireTrace): Attributes {
  return {
    [ATTRIBUTE.outcome]: outcomeOf(trace),
    [ATTRIBUTE.attempts]: trace.attempts,
    [ATTRIBUTE.fence]: trace.fence,
  };
}

function owned({ name, fence }: ReleaseTrace): Attributes {
  return { [ATTRIBUTE.name]: name, [ATTRIBUTE.fence]: fence };
}

function gained({ name, fence, ttl, mode, slot }: HoldTrace): Attributes {
  return {
    ...owned({ name, fence }),
    [ATTRIBUTE.ttl]: ttl / 1_000,
    [ATTRIBUTE.mode]: mode,
    [ATTRIBUTE.slot]: slot,
  };
}

function given({ released }: HoldTrace | ReleaseTrace): Attributes {
  return { [ATTRIBUTE.released]: released };
}
