import type { Attributes, MeterProvider, TracerProvider } from "@opentelemetry/api";

export interface InstrumentLocksOptions {
  /**
   * Where the spans go.
   * @default the global one
   */
  tracerProvider?: TracerProvider | undefined;
  /**
   * Where the metrics go.
   * @default the global one, as it is at the call: register it first
   */
  meterProvider?: MeterProvider | undefined;
  /**
   * Attributes of a lock's metrics, by its name: `(name) => ({ "lockwire.lock.kind": name.split(":")[0] })`. The name
   * itself is on the spans only, since every value of an attribute is a time series of its own, and names like
   * `order:4711` have no bound. Where it throws, OpenTelemetry's `diag` tells of it, and there are none.
   * @default none
   */
  metricAttributes?: ((name: string) => Attributes) | undefined;
}
