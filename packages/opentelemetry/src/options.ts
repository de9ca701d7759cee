import type { OptionNames } from "@lockwire/core/backend";
import type { Attributes, MeterProvider, TracerProvider } from "@opentelemetry/api";

export interface InstrumentLocksOptions {
  /**
   * Creates the spans.
   * @default the global provider
   */
  tracerProvider?: TracerProvider | undefined;
  /**
   * Creates the metrics.
   * @default the global provider at the time of the call, so register it first
   */
  meterProvider?: MeterProvider | undefined;
  /**
   * Returns attributes for a lock's metrics from its name: `(name) => ({ "lockwire.lock.kind": name.split(":")[0] })`. The name
   * itself is on the spans only, since every attribute value is a separate time series, and names like
   * `order:4711` are unbounded. If it throws, there are no attributes, and OpenTelemetry's `diag` logs the error.
   * @default none
   */
  metricAttributes?: ((name: string) => Attributes) | undefined;
}

export const OPTIONS: OptionNames<InstrumentLocksOptions> = {
  tracerProvider: true,
  meterProvider: true,
  metricAttributes: true,
};
