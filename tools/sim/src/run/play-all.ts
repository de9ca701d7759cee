import { generate } from "../plan/generate.js";
import type { Plan } from "../plan/plan.js";
import { sharesIn } from "../plan/sharing.js";
import { type ThemeName, themeOf } from "../plan/themes.js";
import type { Outcome } from "./play.js";
import { onThreads } from "./thread.js";
import { Totals } from "./totals.js";

/** How often it is said how far it is, in ms. */
const PROGRESS = 15_000;

export interface PlayAllOptions {
  readonly jobs: number;
  readonly code: string;
  readonly onFailure: (outcome: Outcome) => void;
  /** Is told how far it is, every now and then. */
  readonly onProgress?: (totals: Totals) => void;
}

/** Plays plans, or those of seeds. */
export async function playAll(
  plans: Iterable<Plan | number>,
  { jobs, code, onFailure, onProgress }: PlayAllOptions,
): Promise<Totals> {
  const totals = new Totals();
  let saidAt = performance.now();
  await onThreads(jobs, plans, async (thread, plan) => {
    const outcome = await thread.play(plan, code);
    totals.add(outcome);
    if (outcome.violation) onFailure(outcome);
    if (performance.now() - saidAt < PROGRESS) return;
    saidAt = performance.now();
    onProgress?.(totals);
  });
  return totals;
}

/** Ends at a SIGINT: what was played by then is still told. */
export function* untilInterrupted<T>(items: Iterable<T>): Iterable<T> {
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
  };
  // A shell and npm may both send it: the second one must not end the program.
  process.on("SIGINT", interrupt);
  try {
    for (const item of items) {
      if (isInterrupted) break;
      yield item;
    }
  } finally {
    process.off("SIGINT", interrupt);
  }
}

export interface Chosen {
  /** The first seed and the last. */
  readonly seeds: readonly [number, number];
  /** Only those whose plans have shared locks or limits. */
  readonly sharing: boolean;
  readonly theme?: ThemeName | undefined;
}

/** The plans of seeds. */
export function* plansOf({ seeds: [first, last], sharing, theme }: Chosen): Iterable<Plan> {
  for (let seed = first; seed <= last; seed++) {
    const plan = generate(seed, themeOf(theme));
    if (!sharing || sharesIn(plan)) yield plan;
  }
}
