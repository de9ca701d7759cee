import { type Attributes, diag } from "@opentelemetry/api";

/**
 * The user's function, whose failure must not end the process, as that of a subscriber to a diagnostics channel does: it
 * goes to OpenTelemetry's own log, and the measurement has no attributes.
 */
export function guarded(attributesOf: (name: string) => Attributes): (name: string) => Attributes {
  const failed = (error: unknown): Attributes => {
    diag.error("lockwire: metricAttributes failed", error);
    return {};
  };
  return (name) => {
    try {
      const attributes: Attributes | Promise<never> = attributesOf(name);
      if (typeof attributes?.["then"] !== "function") return attributes;
      Promise.resolve(attributes).catch(failed);
      return failed(new TypeError("metricAttributes must not return a promise"));
    } catch (error) {
      return failed(error);
    }
  };
}
