import { rm } from "node:fs/promises";
import { hunt, MUTANTS, mutate } from "@lockwire/faults";
import { describe, expect, it } from "vitest";

/** `npm run faults -- --mutants` hunts them all. */
describe("mutants of the library", () => {
  it.each(MUTANTS)("can still be made: $what", async (mutant) => {
    await rm(await mutate(mutant), { recursive: true });
  });

  it("are an error when the text that they replace is gone", async () => {
    const [mutant] = MUTANTS;
    if (mutant === undefined) throw new Error("There is no mutant");
    const stale = { ...mutant, edits: [["no such text", ""]] as const };
    await expect(mutate(stale)).rejects.toThrow("stale");
  });

  it.each(MUTANTS.filter(({ row }) => row === 3))(
    "are caught: $what",
    async (mutant) => {
      expect(await hunt(mutant, 3)).toMatchObject({ seed: expect.any(Number) });
    },
    60_000,
  );
});
