import { randomUUID } from "node:crypto";
import { endAs } from "../end-as.js";
import { type Interrupted, interruption } from "../interruption.js";
import { type LockClient, type LocksOptions, openLocks } from "../locks.js";
import { columns } from "../output/columns.js";
import { print } from "../output/print.js";
import { Handoffs } from "./handoffs.js";
import { type Figures, measure } from "./measure.js";

export interface BenchOptions extends LocksOptions {
  readonly for: number;
  readonly json?: boolean;
}

/** Measures on names of its own, which no other program uses. */
export async function bench(options: BenchOptions): Promise<void> {
  const interrupted = interruption();
  try {
    const results = await measureAll(options, interrupted);
    print(options.json ? JSON.stringify(results) : tableOf(results));
  } catch (error) {
    // Whatever failed, it was asked to end.
    if (!interrupted.aborted) throw error;
    endAs({ signal: (interrupted.reason as Interrupted).signal });
  }
}

/** Leaves no lock behind, also when it is interrupted. */
async function measureAll({ for: time, ...which }: BenchOptions, interrupted: AbortSignal) {
  const measured = (once: () => Promise<number>) => measure(time, once, interrupted);
  const name = `lockwire-bench:${randomUUID()}`;
  await using locks = await openLocks(which);
  await using other = await openLocks(which);
  await using handoffs = await Handoffs.between(locks, other, { name, signal: interrupted });
  return {
    roundTrip: await measured(() => timed(() => locks.peek(name))),
    acquireAndRelease: await measured(() => timed(() => cycle(locks, `${name}:free`, interrupted))),
    handoff: await measured(() => handoffs.next()),
  };
}

async function cycle(locks: LockClient, name: string, signal: AbortSignal): Promise<void> {
  const lock = await locks.acquire(name, { signal });
  await lock.release();
}

/** How long something takes, in ms. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const LABELS = {
  roundTrip: "round trip",
  acquireAndRelease: "acquire and release",
  handoff: "hand-off to a waiter",
} as const;

function tableOf(results: Readonly<Record<keyof typeof LABELS, Figures>>): string {
  const rows = Object.entries(LABELS).map(([key, label]) => {
    const { median, p99, perSecond } = results[key as keyof typeof LABELS];
    return [label, ms(median), ms(p99), Math.round(perSecond).toLocaleString("en")];
  });
  return columns(
    [["", "MEDIAN", "99 %", "PER SECOND"], ...rows],
    ["left", "right", "right", "right"],
  );
}

function ms(time: number): string {
  return `${time.toFixed(2)} ms`;
}
