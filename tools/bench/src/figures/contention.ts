import { quantile } from "@lockwire/harness";
import type { Used } from "../crew/meter.js";
import type { Report } from "../worker/protocol.js";
import { History } from "./history.js";
import { jain } from "./jain.js";
import type { Figures } from "./metrics.js";
import { elapsed, locks, longestWait, shares } from "./waits.js";

const NONE = new Float64Array();

const sum = (reports: readonly Report[], key: "cpu" | "commands") =>
  reports.reduce((total, report) => total + report[key], 0);

/** What it cost, for each lock that was had. */
function cost(reports: readonly Report[], used: Used): Figures {
  const count = Math.max(locks(reports), 1);
  return {
    perSecond: (locks(reports) / elapsed(reports)) * 1_000,
    commands: sum(reports, "commands") / count,
    bytes: used.bytes / count,
    connections: used.connections,
    clientCpu: (sum(reports, "cpu") / count) * 1_000,
    serverCpu: (used.cpu / count) * 1_000,
  };
}

/** The times from a release to the next holder, sorted, and what must not be. */
export interface HandOffs {
  readonly gaps: Float64Array;
  readonly crossGaps?: Float64Array;
  readonly overlaps: number;
}

/** What happened on one name that many wanted. */
export function contention(
  reports: readonly Report[],
  used: Used,
  { gaps, crossGaps = NONE, overlaps }: HandOffs = new History(reports),
): Figures {
  const counts = shares(reports);
  return {
    ...cost(reports, used),
    ...defined({
      p50: quantile(gaps, 0.5),
      p99: quantile(gaps, 0.99),
      crossP50: quantile(crossGaps, 0.5),
      jain: jain(counts),
    }),
    longestWait: longestWait(reports),
    starved: counts.filter((count) => count === 0).length,
    overlaps,
  };
}

/** How long taking and releasing took, where nobody else wanted the lock. */
export function cycles(reports: readonly Report[], used: Used): Figures {
  const times = Float64Array.from(reports.flatMap(cyclesOf)).sort();
  return {
    ...cost(reports, used),
    ...defined({ p50: quantile(times, 0.5), p99: quantile(times, 0.99) }),
  };
}

/** From each waiter's request to its next. */
function cyclesOf({ waiter, asked }: Report): number[] {
  const last = new Map<number, number>();
  return [...waiter].flatMap((who, index) => {
    const at = asked[index] ?? Number.NaN;
    const before = last.get(who);
    last.set(who, at);
    return before === undefined ? [] : [at - before];
  });
}

function defined(figures: Partial<Record<keyof Figures, number | undefined>>): Figures {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
