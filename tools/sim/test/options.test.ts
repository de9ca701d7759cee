import { parseOptions } from "@lockwire/sim";
import { expect, test } from "vitest";

test("Seeds are given as one, or from and to", () => {
  expect(parseOptions(["--seed", "7"])).toMatchObject({ mode: "seed", seeds: [7, 7] });
  expect(parseOptions(["--seeds", "7..9", "--jobs", "2"])).toMatchObject({
    mode: "seeds",
    seeds: [7, 9],
    jobs: 2,
  });
  expect(parseOptions([])).toMatchObject({ mode: "seeds", seeds: [1, 300], jobs: 1 });
  expect(parseOptions(["--mutants"])).toMatchObject({ mode: "mutants", seeds: [1, 20_000] });
});

test.each([
  [["--seed", "0"], /--seed takes integers from 1/],
  [["--seed", "1.5"], /--seed takes integers from 1/],
  [["--seeds", "9..7"], /--seeds ends before it begins/],
  [["--seeds", "1..x"], /--seeds takes integers from 1/],
  [["--jobs", "-1"], /jobs/],
  [["--keep", "../etc"], /--keep takes small letters/],
  [["--seed", "1", "--mutants"], /exclude each other/],
  [["--unknown"], /unknown/i],
])("%j is refused", (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});
