import { checkFunction, checkOptions } from "@lockwire/core/backend";
import { metrics, trace } from "@opentelemetry/api";
import { measureLocks } from "./measure-locks.js";
import { guarded } from "./metric-attributes.js";
import { SCOPE } from "./names.js";
import { type InstrumentLocksOptions, OPTIONS } from "./options.js";
import { traceLocks } from "./trace-locks.js";

/**
 * Records spans and metrics of every lock of this process, whichever client it comes from. Call it once: a second call
 * counts everything twice.
 *
 * @returns a function that stops the recording.
 * @throws {TypeError} on a bad option.
 */
export function instrumentLocks(options: InstrumentLocksOptions = {}): () => void {
  checkOptions(options, OPTIONS);
  const { tracerProvider = trace, meterProvider = metrics } = options;
  const { metricAttributes = () => ({}) } = options;
  checkFunction("metricAttributes", metricAttributes);
  for (const [option, provider] of Object.entries({ tracerProvider, meterProvider })) {
    if (provider === null) throw new TypeError(`${option} must be a provider, got null`);
  }
  const stopTracing = traceLocks(tracerProvider.getTracer(SCOPE));
  const stopMeasuring = measureLocks(meterProvider.getMeter(SCOPE), guarded(metricAttributes));
  return () => {
    stopTracing();
    stopMeasuring();
  };
}
