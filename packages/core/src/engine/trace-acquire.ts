import { tracingChannel } from "node:diagnostics_channel";
import type { AcquireTrace } from "../contract/diagnostics.js";
import type { Lock } from "../contract/lock.js";
import { tracePromise } from "./trace-promise.js";
import type { Wait } from "./wait.js";

const ACQUIRE = tracingChannel<unknown, AcquireTrace>("lockwire.acquire");

/** Without a subscriber a look at the channel is all that it costs. */
export function traceAcquire<L extends Lock | null>(
  name: string,
  ttl: number,
  wait: Wait,
  acquire: () => Promise<L>,
): Promise<L> {
  if (!ACQUIRE.hasSubscribers) return acquire();
  const trace: AcquireTrace = { name, ttl, blockingTimeout: wait.blockingTimeout };
  return tracePromise(ACQUIRE, trace, acquire, (lock) => {
    trace.waited = wait.waited;
    trace.attempts = wait.attempts;
    if (lock) trace.fence = lock.fence;
  });
}
