interface MetricDescription {
  readonly title: string;
  readonly unit: string;
  readonly better: "more" | "less";
}

const time = (title: string): MetricDescription => ({ title, unit: "ms", better: "less" });
const count = (title: string, unit = ""): MetricDescription => ({ title, unit, better: "less" });
const rate = (title: string): MetricDescription => ({ title, unit: "/s", better: "more" });

/** All that is measured. Each workload shows those that say something about it. */
export const METRICS = {
  perSecond: rate("locks/s"),
  total: time("all done"),
  /** Of hand-offs, or of whole cycles where nobody else wants the lock: less moved by a noisy machine than a mean. */
  p50: time("p50"),
  p99: time("p99"),
  crossP50: time("p50 across"),
  longestWait: time("longest wait"),
  afterTtl: time("after TTL"),
  roundTrip: time("round trip"),
  roundTrips: count("p50 in round trips"),
  commands: count("commands"),
  bytes: count("bytes"),
  commandsPerSecond: count("commands/s", "/s"),
  connections: count("connections"),
  jain: { title: "Jain", unit: "", better: "more" },
  starved: count("starved"),
  overlaps: count("overlaps"),
  clientCpu: count("client CPU", "us"),
  serverCpu: count("server CPU", "us"),
  clientShare: count("client CPU", "%"),
  serverShare: count("server CPU", "%"),
} satisfies Record<string, MetricDescription>;

export type Metric = keyof typeof METRICS;
export type Figures = Readonly<Partial<Record<Metric, number>>>;
