import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { LongestFirst } from "./test/helpers/longest-first.js";

const TESTS = "{packages/*,examples/*,support,demo,site,tools/*,test}/**/*.test.ts";
/** They count the timers of their whole process, in which nothing else may run. */
const ALONE = "test/promises/{bound,uncontended}.test.ts";
/** They measure how long it takes, by the default timeouts, until a wait ends: the machine is theirs, after all others. */
const TIMED = "{test/silent-connection,tools/faults/test/rows}.test.ts";
/** Minutes in a browser: `npm run test:long` has them. */
const IN_A_BROWSER = "site/test/{look-at,search,stranger,walk}.test.ts";

const SKIPPED = [
  ...["**/node_modules/**", "**/dist/**"],
  ...(process.env["LOCKWIRE_LONG_TESTS"] === undefined ? [IN_A_BROWSER] : []),
];

/** Two cores: the tests wait for servers and clocks more than they compute. */
const WORKERS = { maxWorkers: 4, maxConcurrency: 3 };

/** How long `expect.poll` waits for what has to come, in ms. By default it is a second, which a busy machine outlasts. */
const POLLED_FOR = 10_000;

type Choice = Pick<
  TestProjectInlineConfiguration["test"] & object,
  "include" | "exclude" | "isolate" | "maxWorkers" | "sequence"
>;

function project(name: string, choice: Choice): TestProjectInlineConfiguration {
  return {
    plugins: [
      {
        name: "lua",
        transform: (text, id) =>
          id.endsWith(".lua")
            ? { code: `export default ${JSON.stringify(text)}`, map: null }
            : null,
      },
    ],
    test: {
      name,
      ...WORKERS,
      ...choice,
      testTimeout: 60_000,
      hookTimeout: 60_000,
      expect: { poll: { timeout: POLLED_FOR } },
      // What is built is loaded by Node itself, as a user's program does it.
      server: { deps: { external: [/\/(packages\/[^/]+|tools\/[^/]+|support)\/dist\//] } },
    },
  };
}

export default defineConfig({
  test: {
    globalSetup: "./support/dist/vitest-setup.js",
    reporters: ["default", "./scripts/count-reporter.mjs", "./scripts/stall-reporter.mjs"],
    sequence: { sequencer: LongestFirst },
    ...WORKERS,
    projects: [
      // To load every module anew for each file costs minutes.
      project("in shared processes", {
        include: [TESTS],
        exclude: [...SKIPPED, ALONE, TIMED],
        isolate: false,
      }),
      project("alone", { include: [ALONE], exclude: SKIPPED, isolate: true }),
      project("timed", {
        include: [TIMED],
        exclude: SKIPPED,
        isolate: false,
        maxWorkers: 2,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
});
