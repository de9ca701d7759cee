import { channel, type TracingChannel, tracingChannel } from "node:diagnostics_channel";
import type {
  AcquireTrace,
  HoldTrace,
  LossMessage,
  ReleaseTrace,
} from "../contract/diagnostics.js";
import type { LockLostError } from "../contract/errors.js";
import type { Lock } from "../contract/lock.js";
import { now } from "./time/clock.js";

// Without subscribers a trace costs no more than a check of the channel.
const ACQUIRE = tracingChannel<unknown, AcquireTrace>("lockwire.acquire");
const HOLD = tracingChannel<unknown, HoldTrace>("lockwire.hold");
const RELEASE = tracingChannel<unknown, ReleaseTrace>("lockwire.release");
const LOST = channel("lockwire.lost");

/** The part of a wait that a trace contains. */
interface Waiting {
  readonly blockingTimeout: number;
  readonly waited: number;
  readonly attempts: number;
}

export function traceAcquire<L extends Lock | null>(
  name: string,
  ttl: number,
  wait: Waiting,
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

export interface HoldTracer {
  /** Ends the hold, unless it has ended. */
  lost(error: LockLostError | undefined): void;
  /** Ends the hold with the result of the release, and returns that result. */
  until(released: Promise<boolean>): Promise<boolean>;
}

/**
 * A hold is not a call: its `start` and `end` are published together, and it lasts until its `asyncStart`.
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

export function traceLoss(
  lock: Pick<LossMessage, "name" | "fence">,
  held: number,
  error: LockLostError,
): void {
  if (!LOST.hasSubscribers) return;
  const { name, fence } = lock;
  const message: LossMessage = { name, fence, why: error.why, held, error };
  LOST.publish(message);
}

interface Trace {
  error?: unknown;
}

/**
 * Publishes an operation from its start to its end. Node's own `tracePromise` would publish the result too, and thus the
 * lock's token.
 */
function tracePromise<C extends Trace, T>(
  channels: TracingChannel<unknown, C>,
  trace: C,
  run: () => Promise<T>,
  complete: (result?: T) => void,
): Promise<T> {
  return channels.start.runStores(trace, () => {
    const settled = run().then(
      (result) => {
        complete(result);
        publishEnd(channels, trace);
        return result;
      },
      (error: unknown) => {
        complete();
        trace.error = error;
        publishEnd(channels, trace);
        throw error;
      },
    );
    channels.end.publish(trace);
    return settled;
  });
}

function publishEnd<C extends Trace>(channels: TracingChannel<unknown, C>, trace: C): void {
  if ("error" in trace) channels.error.publish(trace);
  channels.asyncStart.publish(trace);
  channels.asyncEnd.publish(trace);
}
