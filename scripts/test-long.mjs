// npm run test:long: the tests of which npm test has a sample, in every variant.

import { spawnSync } from "node:child_process";
import { setup } from "./setup.mjs";

const TESTS = [
  "test/installed.test.ts",
  "test/builds/names.test.ts",
  "test/without-ioredis.test.ts",
];

await setup();
const { status } = spawnSync("pnpm", ["exec", "vitest", "run", ...TESTS], {
  stdio: "inherit",
  env: { ...process.env, LOCKWIRE_LONG_TESTS: "1" },
});
process.exitCode = status ?? 1;
