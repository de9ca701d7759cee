import { findScenarios, play, violationsOf } from "@lockwire/faults";
import { describe, expect, it } from "vitest";

const SEED = 1;

const quick = (await findScenarios()).filter((scenario) => scenario.quick);

/** Rows that are played with shared locks and limits as well; `npm run test:long` plays them all. */
const SHARING = [1, 3];
const isLong = process.env["LOCKWIRE_LONG_TESTS"] !== undefined;
const sharing = quick
  .filter(({ row }) => isLong || SHARING.includes(row))
  .flatMap((scenario) =>
    (scenario.modes?.("pubsub") ?? [])
      .filter((mode) => mode !== "exclusive")
      .map((mode) => ({ scenario, mode })),
  );

/**
 * One of each row's variants; `npm run faults` plays all of them. Several at once: they wait most of their time, and what
 * they lack of a processor is measured.
 */
describe.concurrent("the rows of the table of faults", () => {
  it.each(quick)(
    "$row: $title",
    async (scenario) => {
      const { row, variants } = scenario;
      const variant = variants[(row + SEED) % variants.length] ?? "pubsub";
      const outcome = await play(scenario, { variant, seed: SEED, seconds: 0.5 });
      expect(violationsOf(outcome)).toEqual([]);
    },
    60_000,
  );

  it.each(sharing)(
    "$scenario.row: $scenario.title, $mode",
    async ({ scenario, mode }) => {
      const outcome = await play(scenario, { variant: "pubsub", mode, seed: SEED, seconds: 0.5 });
      expect(violationsOf(outcome)).toEqual([]);
    },
    60_000,
  );
});
