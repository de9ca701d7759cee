import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";

/** The OpenTelemetry SDK, whose exporters keep what they are given. */
export class Sdk {
  readonly contextManager = new AsyncLocalStorageContextManager();
  readonly tracerProvider: BasicTracerProvider;
  readonly meterProvider: MeterProvider;
  readonly #spans = new InMemorySpanExporter();
  readonly #metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);

  constructor() {
    this.tracerProvider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(this.#spans)],
    });
    const reader = new PeriodicExportingMetricReader({ exporter: this.#metrics });
    this.meterProvider = new MeterProvider({ readers: [reader] });
  }

  spans(name: string) {
    return this.#spans.getFinishedSpans().filter((span) => span.name === name);
  }

  /** As it stands now; undefined when nothing was recorded. */
  async metric(name: string): Promise<MetricData | undefined> {
    await this.meterProvider.forceFlush();
    const last = this.#metrics.getMetrics().at(-1);
    return last?.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .find(({ descriptor }) => descriptor.name === name);
  }

  async shutdown(): Promise<void> {
    await this.tracerProvider.shutdown();
    await this.meterProvider.shutdown();
  }
}
