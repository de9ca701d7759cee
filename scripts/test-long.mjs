// npm run test:long: the tests of which npm test has a sample, in every variant, and those of the site in a browser.

import { spawnSync } from "node:child_process";
import { buildSite } from "./build-site.mjs";
import { setup } from "./setup.mjs";

const TESTS = [
  "test/installed.test.ts",
  "test/builds/names.test.ts",
  "test/without-ioredis.test.ts",
  "test/neighbours/neighbours.test.ts",
  "packages/redis-pubsub/test/cluster",
  "packages/redis-pubsub/test/durability",
  "packages/redis-pubsub/test/node-redis",
  "tools/faults/test/rows.test.ts",
  "site/test",
];

await setup();
await buildSite();
const { status } = spawnSync("pnpm", ["exec", "vitest", "run", ...TESTS], {
  stdio: "inherit",
  env: { ...process.env, LOCKWIRE_LONG_TESTS: "1" },
});
process.exitCode = status ?? 1;
