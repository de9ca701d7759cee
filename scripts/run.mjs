import { spawnSync } from "node:child_process";
import { setup } from "./setup.mjs";

/**
 * Sets all up and runs a built program, with the arguments of this one.
 *
 * @param {string} program its path from the root
 */
export async function run(program) {
  await setup();
  const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}
