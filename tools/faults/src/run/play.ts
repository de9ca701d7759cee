import { fileURLToPath } from "node:url";
import type { HoldMode } from "@lockwire/core";
import type { Finding } from "../check/finding.js";
import { judge } from "../check/judge.js";
import type { Entry } from "../history/event.js";
import type { Scenario } from "../scenarios/scenario.js";
import { Stage } from "../stage/stage.js";
import type { Variant } from "../worker/setup.js";

/** Our own packages, as they are built. */
const OURS = fileURLToPath(new URL("../../", import.meta.url));

export interface PlayOptions {
  readonly variant: Variant;
  /** How the locks are used. @default "exclusive" */
  readonly mode?: HoldMode;
  readonly seed: number;
  /** @default 1 */
  readonly seconds?: number;
  /** From where the workers load the packages. @default ours */
  readonly packages?: string;
}

/** What one run of a scenario showed. */
export interface Outcome {
  readonly seed: number;
  readonly findings: readonly Finding[];
  readonly measures: readonly { readonly what: string; readonly value: string }[];
  readonly history: readonly Entry[];
}

/** Plays a scenario once, and holds what happened against what its row promises. */
export async function play(scenario: Scenario, options: PlayOptions): Promise<Outcome> {
  const { variant, mode = "exclusive", seed, seconds = 1, packages = OURS } = options;
  await using stage = await Stage.open({ variant, mode, seed, seconds, packages });
  await scenario.run(stage).catch((error: Error) => {
    stage.check("it is played to its end", false, `${error.stack}`);
  });
  const history = await stage.finish();
  const measures = history.filter((entry) => entry.event === "measured");
  return { seed, findings: judge(history, scenario.promises(variant)), measures, history };
}

export function violationsOf({ seed, findings }: Pick<Outcome, "seed" | "findings">): string[] {
  return findings.flatMap(({ invariant, violations }) =>
    violations.map((violation) => `${invariant} (seed ${seed}): ${violation}`),
  );
}
