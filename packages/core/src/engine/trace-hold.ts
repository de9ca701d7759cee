import { tracingChannel } from "node:diagnostics_channel";
import type { HoldTrace } from "../contract/diagnostics.js";
import type { LockLostError } from "../contract/errors.js";
import { now } from "./clock.js";
import { publishEnd } from "./trace-promise.js";

const HOLD = tracingChannel<unknown, HoldTrace>("lockwire.hold");

export interface HoldTracer {
  /** Ends the hold, unless it has ended. */
  lost(error: LockLostError | undefined): void;
  /** Ends the hold with what the release says, which is passed on. */
  until(released: Promise<boolean>): Promise<boolean>;
}

/**
 * A hold is no call: its `start` and `end` come together, and the hold is what lies before its `asyncStart`.
 * Without a subscriber a look at the channel is all that it costs.
 */
export function traceHold(acquired: HoldTrace): HoldTracer | undefined {
  if (!HOLD.hasSubscribers) return undefined;
  const trace = { ...acquired };
  const since = now();
  let over = false;
  const end = (how: Pick<HoldTrace, "released" | "error">) => {
    if (over) return;
    over = true;
    Object.assign(trace, how, { held: now() - since });
    publishEnd(HOLD, trace);
  };
  HOLD.start.publish(trace);
  HOLD.end.publish(trace);
  return {
    lost: (error) => end({ error }),
    async until(release) {
      try {
        const released = await release;
        end({ released });
        return released;
      } catch (error) {
        end({ error });
        throw error;
      }
    },
  };
}
