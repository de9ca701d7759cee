import { parseArgs } from "node:util";
import type { HoldMode } from "@lockwire/core";
import { wholeNumber } from "@lockwire/harness";
import { VARIANTS, type Variant } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";

/** What the command line asks for. */
export interface RunOptions {
  /** Empty for all rows. */
  readonly only: readonly number[];
  readonly variants: readonly Variant[];
  readonly modes: readonly HoldMode[];
  readonly seconds: number;
  /** The first seed, and how many from there. */
  readonly seed: number;
  readonly seeds: number;
  /** Whether each seed plays one variant of a row in turn, and not all of them. */
  readonly rotate: boolean;
  /** How many runs at the same time. */
  readonly jobs: number;
  readonly task: "rows" | "mutants" | "soak";
}

export const USAGE = `npm run faults -- [options]
  --only 1,3       the scenarios with these row numbers; all when left out
  --variant NAMES  ${VARIANTS.join(", ")}; all when left out
  --mode NAMES     ${MODES.join(", ")}; all when left out
  --seconds N      how long the load of a row lasts (1), or the soak (1800)
  --seed N         the first seed (1)
  --seeds N        how many seeds from there (1)
  --rotate         each seed plays one variant of a row in turn, not all of them
  --jobs N         how many runs at the same time (1)
  --mutants        show for each check that it can fail: break the library on purpose
  --soak           mixed faults at random, over time`;

/** @throws {RangeError | TypeError} on what is not to be understood. */
export function parseRunOptions(args: readonly string[]): RunOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: "" },
      variant: { type: "string", default: VARIANTS.join(",") },
      mode: { type: "string", default: MODES.join(",") },
      seconds: { type: "string" },
      seed: { type: "string", default: "1" },
      seeds: { type: "string", default: "1" },
      rotate: { type: "boolean", default: false },
      jobs: { type: "string", default: "1" },
      mutants: { type: "boolean", default: false },
      soak: { type: "boolean", default: false },
    },
  });
  const task = values.soak ? "soak" : values.mutants ? "mutants" : "rows";
  return {
    only: list(values.only).map((row) => wholeNumber("only", row)),
    variants: list(values.variant).map((name) => oneOf("variant", VARIANTS, name)),
    modes: list(values.mode).map((name) => oneOf("mode", MODES, name)),
    seconds: positive("seconds", values.seconds ?? (task === "soak" ? "1800" : "1")),
    seed: wholeNumber("seed", values.seed),
    seeds: wholeNumber("seeds", values.seeds),
    rotate: values.rotate,
    jobs: wholeNumber("jobs", values.jobs),
    task,
  };
}

function list(text: string): string[] {
  return text.split(",").filter((part) => part !== "");
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) {
    throw new RangeError(`--${option} must be a number above 0, got ${text}`);
  }
  return value;
}

function oneOf<T extends string>(option: string, known: readonly T[], text: string): T {
  const found = known.find((each) => each === text);
  if (found !== undefined) return found;
  throw new RangeError(`--${option} must be of ${known.join(", ")}, got ${text}`);
}
