import { findScenarios, play, violationsOf } from "@lockwire/faults";
import { describe, expect, it } from "vitest";

const SEEDS = [1, 2, 3];

const quick = (await findScenarios()).filter((scenario) => scenario.quick);

/**
 * Three seeds, each with another of the row's variants; `npm run faults` plays all of them. Several at once: they wait
 * most of their time, and what they lack of a processor is measured.
 */
describe.concurrent.each(quick)("row $row: $title", (scenario) => {
  const { row, variants } = scenario;
  const runs = SEEDS.map((seed) => ({
    seed,
    variant: variants[(row + seed) % variants.length] ?? "pubsub",
  }));

  it.each(runs)(
    "$variant, seed $seed",
    async ({ seed, variant }) => {
      const outcome = await play(scenario, { variant, seed, seconds: 0.5 });
      expect(violationsOf(outcome)).toEqual([]);
    },
    60_000,
  );
});
