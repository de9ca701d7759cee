import { spawnSync } from "node:child_process";
import { findOnPath } from "./find-on-path.js";
import type { FindOptions } from "./find-redis-server.js";
import { installPackage, type ServerPackages } from "./install-package.js";

/** The system's own Python has what its packages bring; another one may be before it on PATH. */
const PROGRAMS = ["python3", "/usr/bin/python3"];
const USUAL = ["python3-redis"];
const PACKAGES: ServerPackages = {
  server: "redis-py",
  names: { "apt-get": USUAL, apk: ["py3-redis"], dnf: USUAL, yum: USUAL, brew: [] },
};
const HOW_TO =
  "Install one (Debian: apt-get install python3-redis, elsewhere: pip install redis), " +
  "or set LOCKWIRE_PYTHON to the path of a python that has it.";

/**
 * The path of a Python that has redis-py: the one that LOCKWIRE_PYTHON names ("none" for none), one that is installed, or one
 * that the system's package manager installs now.
 *
 * Undefined where there is none, which is said: the tests that need it are skipped and counted then.
 */
export async function findRedisPy(options: FindOptions = {}): Promise<string | undefined> {
  const { install = true, say = (line) => process.stderr.write(`${line}\n`) } = options;

  const named = process.env["LOCKWIRE_PYTHON"];
  if (named === "none") return undefined;
  if (named) return findOnPath(named) ?? named;

  const failure = find() || !install ? undefined : await installPackage(PACKAGES, say);
  const found = find();
  if (found) return found;
  const missing = `There is no Python with redis-py here. ${HOW_TO}`;
  const told = failure ? `${missing}\nTried, but ${failure}` : missing;
  say(`${told}\nThe tests that need one are SKIPPED; the last line of npm test counts them.`);
  return undefined;
}

function find(): string | undefined {
  return PROGRAMS.map(findOnPath).find((path) => path !== undefined && hasRedisPy(path));
}

function hasRedisPy(python: string): boolean {
  return (
    spawnSync(python, ["-c", "import redis"], { stdio: "ignore", timeout: 20_000 }).status === 0
  );
}
