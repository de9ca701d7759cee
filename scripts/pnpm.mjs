import { spawnSync } from "node:child_process";

const MAJOR = "12";

/**
 * Makes sure that a pnpm of our major is on PATH: when there is none, this program is run again, to its end,
 * with the one that npx brings. All that comes after may then call pnpm, as turbo and publint do.
 */
export function withPnpm() {
  const { stdout } = spawnSync("pnpm", ["--version"], { encoding: "utf8" });
  if (stdout?.startsWith(`${MAJOR}.`)) return;
  if (process.env["LOCKWIRE_PNPM"] === "npx") fail();

  const again = [
    "--yes",
    "--package",
    `pnpm@${MAJOR}`,
    "--",
    process.execPath,
    ...process.argv.slice(1),
  ];
  const { status, error } = spawnSync("npx", again, {
    stdio: "inherit",
    env: { ...process.env, LOCKWIRE_PNPM: "npx" },
  });
  if (error) fail();
  process.exit(status ?? 1);
}

/** @returns {never} */
function fail() {
  console.error(
    `pnpm ${MAJOR} is not here, and npx could not bring it: npm install --global pnpm@${MAJOR}`,
  );
  process.exit(1);
}
