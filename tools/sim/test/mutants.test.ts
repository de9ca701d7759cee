import { bundle, MUTANTS, mutate } from "@lockwire/sim";
import { expect, test } from "vitest";

test("Every mutant changes what the processes run, in one place", async () => {
  const code = await bundle();
  const stale = MUTANTS.filter((mutant) => mutate(code, mutant) === code);
  expect(stale).toEqual([]);
});
