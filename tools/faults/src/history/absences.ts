import type { Entry } from "./event.js";

interface Absence {
  readonly by: string;
  /** Of the time from `from` to `to`; which part of it is not to be known. */
  readonly ms: number;
  readonly from: number;
  readonly to: number;
  readonly fault: boolean;
}

/**
 * When the processes could do nothing, whether a fault or a busy machine was the reason. A bound on what a process does
 * is a bound on its own time: what it was kept from running is left out, as it was measured, and nothing more.
 */
export class Absences {
  readonly #all: readonly Absence[];

  constructor(history: readonly Entry[]) {
    this.#all = [...measured(history), ...suspensions(history)];
  }

  /** How much of the time between two moments at least one of these processes was away, in ms. */
  within(from: number, to: number, ...by: readonly string[]): number {
    let away = 0;
    let seen = from;
    const spans = this.#all.filter(
      (span) => by.includes(span.by) && span.to > from && span.from < to,
    );
    for (const span of spans.sort((a, b) => a.from - b.from)) {
      const start = Math.max(span.from, seen);
      const end = Math.min(start + span.ms, span.to, to);
      if (end > start) away += end - start;
      seen = Math.max(seen, end);
    }
    return away;
  }

  /** Whether a fault kept the process from running between two moments: it was stopped, or blocked. */
  byFault(from: number, to: number, by: string): boolean {
    return this.#all.some(
      (span) => span.fault && span.by === by && span.to > from && span.from < to,
    );
  }
}

function measured(history: readonly Entry[]): Absence[] {
  return history.flatMap((entry) => {
    if (entry.event !== "absent") return [];
    const { at, ms, span, by, kind } = entry;
    return [{ by, ms, from: at - span, to: at, fault: kind !== "off-cpu" }];
  });
}

function suspensions(history: readonly Entry[]): Absence[] {
  const since = new Map<string, number>();
  return history.flatMap((entry) => {
    if (entry.event === "suspended") since.set(entry.worker, entry.at);
    if (entry.event !== "resumed") return [];
    const from = since.get(entry.worker) ?? entry.at;
    return [{ by: entry.worker, ms: entry.at - from, from, to: entry.at, fault: true }];
  });
}
