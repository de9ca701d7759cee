import { instrumentLocks } from "@lockwire/opentelemetry";
import { type Attributes, metrics, trace } from "@opentelemetry/api";
import { describe, expectTypeOf, it } from "vitest";

describe("the type of instrumentLocks", () => {
  it("takes nothing, or providers and attributes, and gives the function that ends it", () => {
    expectTypeOf(instrumentLocks).toBeCallableWith();
    expectTypeOf(instrumentLocks).returns.toEqualTypeOf<() => void>();
    expectTypeOf(instrumentLocks).toBeCallableWith({
      tracerProvider: trace.getTracerProvider(),
      meterProvider: metrics.getMeterProvider(),
      metricAttributes: (name: string): Attributes => ({ kind: name }),
    });
  });

  it("refuses what is none of that", () => {
    const refused = () => {
      // @ts-expect-error a tracer is not its provider
      instrumentLocks({ tracerProvider: trace.getTracer("mine") });
      // @ts-expect-error attributes are of one lock
      instrumentLocks({ metricAttributes: { kind: "order" } });
      // @ts-expect-error no such option
      instrumentLocks({ prefix: "mine" });
    };
    expectTypeOf(refused).toBeFunction();
  });
});
