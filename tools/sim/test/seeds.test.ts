import {
  bundle,
  generate,
  keptNames,
  MUTANTS,
  mutate,
  type Plan,
  play,
  readKept,
  Sandbox,
  THEMES,
  type Theme,
} from "@lockwire/sim";
import { afterAll, beforeAll, expect, test } from "vitest";

/** How many seeds are played: some 15 s of a core for each range. */
const SEEDS = 60;
const DAY = 86_400_000;
const TIMEOUT = 300_000;

const { stackTraceLimit } = Error;
let code: string;
let sandbox: Sandbox;

beforeAll(async () => {
  // Stacks cost more than all else, and nobody reads them here.
  Error.stackTraceLimit = 0;
  code = await bundle();
  sandbox = new Sandbox(code);
});

afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

async function violation(plan: Plan, own = sandbox): Promise<string | undefined> {
  const { violation } = await play(plan, own);
  return violation && `seed ${plan.seed}: ${violation.letter}: ${violation.message}`;
}

async function violationsFrom(first: number, count = SEEDS, theme?: Theme): Promise<string[]> {
  const seen: string[] = [];
  for (let seed = first; seed < first + count; seed++) {
    seen.push(...[(await violation(generate(seed, theme))) ?? []].flat());
  }
  return seen;
}

test("The first seeds see nothing", { timeout: TIMEOUT }, async () => {
  expect(await violationsFrom(1)).toEqual([]);
});

test("The seeds of today see nothing", { timeout: TIMEOUT }, async () => {
  expect(await violationsFrom(SEEDS * Math.floor(Date.now() / DAY))).toEqual([]);
});

test.each(Object.entries(THEMES))("A seed of today sees nothing: %s", async (_, theme) => {
  expect(await violationsFrom(Math.floor(Date.now() / DAY), 1, theme)).toEqual([]);
});

test("A seed plays the same twice", async () => {
  const [one, other] = [
    await play(generate(2), sandbox, true),
    await play(generate(2), sandbox, true),
  ];
  expect(other.trace).toEqual(one.trace);
});

test.for(await keptNames())("Nothing is seen of: %s", async (name) => {
  const { plan, mutant } = await readKept(name);
  expect(await violation(plan)).toBeUndefined();
  if (mutant === undefined) return;
  // It is seen when the library is broken as it once was.
  const broken = MUTANTS.find(({ what }) => what === mutant);
  expect(broken).toBeDefined();
  if (broken) expect(await violation(plan, new Sandbox(mutate(code, broken)))).toBeDefined();
});
