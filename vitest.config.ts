import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/helpers/longest-first.js";

/** Minutes in a browser: `npm run test:long` has them. */
const IN_A_BROWSER = "site/test/{look-at,search,stranger,walk}.test.ts";

export default defineConfig({
  plugins: [
    {
      name: "lua",
      transform: (text, id) =>
        id.endsWith(".lua") ? { code: `export default ${JSON.stringify(text)}`, map: null } : null,
    },
  ],
  test: {
    include: ["{packages/*,examples/*,support,demo,site,tools/*,test}/**/*.test.ts"],
    exclude: [
      ...["**/node_modules/**", "**/dist/**"],
      ...(process.env["LOCKWIRE_LONG_TESTS"] === undefined ? [IN_A_BROWSER] : []),
    ],
    globalSetup: "./support/dist/vitest-setup.js",
    reporters: ["default", "./scripts/count-reporter.mjs"],
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A file that leaves something behind is a fault in it; to load every module anew for each costs minutes.
    isolate: false,
    // Two cores: the tests wait for servers and clocks more than they compute.
    maxWorkers: 4,
    maxConcurrency: 3,
    // What is built is loaded by Node itself, as a user's program does it.
    server: { deps: { external: [/\/(packages\/[^/]+|tools\/[^/]+|support)\/dist\//] } },
  },
});
