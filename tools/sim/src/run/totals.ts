import type { Outcome } from "./play.js";

/** What many runs come to. */
export class Totals {
  readonly acquisitions: Record<string, number> = {};
  readonly faults: Record<string, number> = {};
  readonly #startedAt = performance.now();
  readonly #cpu = process.cpuUsage();
  runs = 0;
  failed = 0;
  /** In ms. */
  simulated = 0;

  add(outcome: Outcome): void {
    this.runs += 1;
    this.simulated += outcome.simulated;
    if (outcome.violation) this.failed += 1;
    addTo(this.acquisitions, outcome.acquisitions);
    addTo(this.faults, outcome.faults);
  }

  get allAcquisitions(): number {
    return sum(this.acquisitions);
  }

  /** Simulated seconds in one second of a core's time. */
  get rate(): number {
    return this.simulated / 1_000 / this.cpuSeconds;
  }

  get cpuSeconds(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return (user + system) / 1e6;
  }

  toString(): string {
    const { runs, failed, simulated, cpuSeconds, rate } = this;
    const elapsed = (performance.now() - this.#startedAt) / 1_000;
    return [
      `${runs} runs, ${failed} failed`,
      `${this.allAcquisitions} acquisitions (${shown(this.acquisitions)})`,
      `${sum(this.faults)} faults (${shown(this.faults)})`,
      `${(simulated / 1_000).toFixed(0)} simulated seconds in ${elapsed.toFixed(0)} s, ${cpuSeconds.toFixed(0)} s of a core: ${rate.toFixed(0)} a second`,
    ].join("\n");
  }
}

function addTo(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [what, count] of Object.entries(more)) sums[what] = (sums[what] ?? 0) + count;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function shown(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).sort(([, one], [, other]) => other - one);
  return sorted.map(([what, count]) => `${what} ${count}`).join(", ");
}
