import { tracingChannel } from "node:diagnostics_channel";
import type { ReleaseTrace } from "../contract/diagnostics.js";
import { tracePromise } from "./trace-promise.js";

const RELEASE = tracingChannel<unknown, ReleaseTrace>("lockwire.release");

/** Without a subscriber a look at the channel is all that it costs. */
export function traceRelease(
  lock: Pick<ReleaseTrace, "name" | "fence">,
  release: () => Promise<boolean>,
): Promise<boolean> {
  if (!RELEASE.hasSubscribers) return release();
  const trace: ReleaseTrace = { name: lock.name, fence: lock.fence };
  return tracePromise(RELEASE, trace, release, (released) => {
    if (released !== undefined) trace.released = released;
  });
}
