export interface MetricDescription {
  readonly title: string;
  /** The same where there is more room than in a table. */
  readonly words?: string;
  readonly unit: string;
  readonly better: "more" | "less";
}

const time = (title: string, words = title): MetricDescription => ({
  title,
  words,
  unit: "ms",
  better: "less",
});
const count = (title: string, unit = ""): MetricDescription => ({ title, unit, better: "less" });
const rate = (title: string): MetricDescription => ({ title, unit: "/s", better: "more" });

/** All that is measured. Each workload shows those that say something about it. */
export const METRICS = {
  perSecond: rate("locks/s"),
  total: time("all done", "all done after"),
  firstTotal: time("the first time", "all done after, the first time in a process"),
  /** Of hand-offs, or of whole cycles where nobody else wants the lock: less moved by a noisy machine than a mean. */
  p50: time("p50", "half of them take less than"),
  p99: time("p99"),
  crossP50: time("p50 across", "half of the hand-offs between processes take less than"),
  longestWait: time("longest wait"),
  afterTtl: time("after TTL", "from the end of the ttl to the next holder"),
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
  /** What processes that have no part in the benchmark took of the machine meanwhile. */
  others: count("others", "%"),
} satisfies Record<string, MetricDescription>;

export type Metric = keyof typeof METRICS;
export type Figures = Readonly<Partial<Record<Metric, number>>>;
