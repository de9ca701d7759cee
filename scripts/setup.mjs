import { withPnpm } from "./pnpm.mjs";
import { step } from "./step.mjs";

/** From a bare clone to built packages; quick when there is nothing to do. Ends the process when it cannot. */
export async function setup() {
  withPnpm();
  const ready =
    (await step("Install the packages", "pnpm", ["install", "--frozen-lockfile"])) &&
    (await step("Build", "pnpm", ["exec", "turbo", "run", "build", "--output-logs=errors-only"]));
  if (!ready) process.exit(1);
}
