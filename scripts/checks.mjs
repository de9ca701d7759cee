import { step } from "./step.mjs";

const CHECKS = {
  "Format and lint": ["biome", "check", "--error-on-warnings", "."],
  "Types of the tests": ["tsc", "-p", "tsconfig.tests.json"],
  "Types of the tests with Nest's decorators": ["tsc", "-p", "packages/nestjs/test"],
  "Types of the site": ["tsc", "-p", "site/tsconfig.json"],
  "Types of the scripts": ["tsc", "-p", "tsconfig.tools.json"],
  "Packages: publint, are the types wrong": [
    ...["turbo", "run", "publint", "attw", "--output-logs=errors-only"],
  ],
  "Sizes of the packages": ["size-limit"],
  "Unused files, exports and dependencies": ["knip"],
};

/** Most of them use one core. */
const AT_ONCE = 2;

/**
 * Runs every check, whatever the others found.
 *
 * @returns {Promise<number>} how many failed
 */
export async function checks() {
  let failed = 0;
  const left = Object.entries(CHECKS);
  const runThem = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [what, command] = next;
      if (!(await step(what, "pnpm", ["exec", ...command]))) failed++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runThem));
  return failed;
}
