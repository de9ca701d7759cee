import { parseArgs } from "node:util";
import { wholeNumber } from "@lockwire/harness";
import { THEMES, type ThemeName } from "../plan/themes.js";

/** What the command line asks for. */
export interface SimOptions {
  /** The first seed and the last. */
  readonly seeds: readonly [number, number];
  /** Only those with shared locks or limits; of the mutants, only those of them. */
  readonly sharing: boolean;
  /** What the plans have in common; mutants have their own. */
  readonly theme: ThemeName | undefined;
  readonly jobs: number;
  /** What a failing plan is kept as, in the folder of those that the tests play. */
  readonly keep: string | undefined;
  readonly hours: number;
  /** One seed, with its trace; seeds, each to its end; and so on. */
  readonly mode: "seed" | "seeds" | "exhaustive" | "mutants" | "hours" | "kept";
  /** The mutants whose words contain this; all when left out. */
  readonly only: string | undefined;
}

export const USAGE = `npm run sim -- [options]
  --seed N         play one seed and print its trace
  --seeds A..B     play these seeds (1..300)
  --sharing        of those, the ones with shared locks or limits, and of the mutants theirs
  --theme NAME     with plans of one kind: ${Object.keys(THEMES).join(", ")}
  --jobs N         in so many threads (1)
  --keep NAME      shrink the first plan that fails, and keep it in tools/sim/seeds/NAME.json
  --kept NAME      play a plan that was kept and print its trace
  --exhaustive     place one fault at each message in turn, in each of a few scenarios
  --mutants        break the library on purpose, and show which seed sees it; --only WORDS for some of them
  --hours N        so many hours without a fault, and how the heap grows`;

/** @throws {TypeError | RangeError} on what it does not know. */
export function parseOptions(args: readonly string[]): SimOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string" },
      seeds: { type: "string" },
      sharing: { type: "boolean", default: false },
      theme: { type: "string" },
      jobs: { type: "string", default: "1" },
      keep: { type: "string" },
      kept: { type: "string" },
      exhaustive: { type: "boolean", default: false },
      mutants: { type: "boolean", default: false },
      only: { type: "string" },
      hours: { type: "string" },
    },
  });
  const { seed, seeds, jobs, keep, kept, hours, exhaustive, mutants, only, sharing, theme } =
    values;
  const chosen = Object.entries({ seed, hours, kept, exhaustive, mutants })
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([mode]) => mode as SimOptions["mode"]);
  if (chosen.length > 1) throw new TypeError(`--${chosen.join(" and --")} exclude each other`);
  const [mode = "seeds"] = chosen;
  return {
    mode,
    seeds:
      seed === undefined
        ? range(seeds ?? defaultSeeds(mode))
        : [wholeNumber("seed", seed), wholeNumber("seed", seed)],
    sharing,
    theme: theme === undefined ? undefined : themeName(theme),
    jobs: wholeNumber("jobs", jobs),
    keep: keep === undefined ? undefined : plainName("keep", keep),
    hours: wholeNumber("hours", hours ?? "24"),
    only: kept === undefined ? only : plainName("kept", kept),
  };
}

function defaultSeeds(mode: SimOptions["mode"]): string {
  return mode === "mutants" ? "1..20000" : "1..300";
}

function range(text: string): [number, number] {
  const [from = "", to = from] = text.split("..");
  const [first, last] = [wholeNumber("seeds", from), wholeNumber("seeds", to)];
  if (last < first) throw new RangeError(`--seeds ends before it begins: ${text}`);
  return [first, last];
}

function themeName(text: string): ThemeName {
  if (Object.hasOwn(THEMES, text)) return text as ThemeName;
  throw new RangeError(
    `--theme is one of ${Object.keys(THEMES).join(", ")}, got ${JSON.stringify(text)}`,
  );
}

function plainName(option: string, text: string): string {
  if (/^[a-z0-9][a-z0-9-]*$/.test(text)) return text;
  throw new TypeError(
    `--${option} takes small letters, digits and hyphens, got ${JSON.stringify(text)}`,
  );
}
