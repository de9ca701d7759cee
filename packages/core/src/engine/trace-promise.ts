import type { TracingChannel } from "node:diagnostics_channel";

interface Trace {
  error?: unknown;
}

/**
 * Publishes an operation from its start to its end. Node's own `tracePromise` publishes the result as well, and with a
 * lock its token.
 */
export function tracePromise<C extends Trace, T>(
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

export function publishEnd<C extends Trace>(channels: TracingChannel<unknown, C>, trace: C): void {
  if ("error" in trace) channels.error.publish(trace);
  channels.asyncStart.publish(trace);
  channels.asyncEnd.publish(trace);
}
