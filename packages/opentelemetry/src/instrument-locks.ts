import { checkFunction, checkOptions, show } from "@lockwire/core/backend";
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
  checkProvider("tracerProvider", tracerProvider, "getTracer");
  checkProvider("meterProvider", meterProvider, "getMeter");
  const tracer = tracerProvider.getTracer(SCOPE);
  // First what may fail: a failure leaves nothing on.
  const stopMeasuring = measureLocks(meterProvider.getMeter(SCOPE), guarded(metricAttributes));
  const stopTracing = traceLocks(tracer);
  return () => {
    stopTracing();
    stopMeasuring();
  };
}

function checkProvider(option: string, provider: object, method: string): void {
  if (typeof Object(provider)[method] === "function") return;
  throw new TypeError(`${option} must be a provider with ${method}, got ${show(provider)}`);
}
