import { findOnPath } from "./find-on-path.js";
import type { FindOptions } from "./find-redis-server.js";
import { installPackage, type ServerPackages } from "./install-package.js";

/** The script that Debian's package puts on PATH runs this one as a user of its own, which a private node must not be. */
const PROGRAMS = ["/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server"];
const USUAL = ["rabbitmq-server"];
const PACKAGES: ServerPackages = {
  server: "rabbitmq-server",
  names: { "apt-get": USUAL, apk: USUAL, dnf: USUAL, yum: USUAL, brew: ["rabbitmq"] },
};
const HOW_TO =
  "Install one (Debian: apt-get install rabbitmq-server, macOS: brew install rabbitmq), " +
  "or set LOCKWIRE_RABBITMQ_SERVER to the path of a rabbitmq-server.";

/**
 * The path of a rabbitmq-server: the one that LOCKWIRE_RABBITMQ_SERVER names ("none" for none), one that is installed, or one
 * that the system's package manager installs now.
 *
 * Undefined where there is none, which is said: only one package needs it, and its tests are skipped and counted then.
 */
export async function findRabbitServer(options: FindOptions = {}): Promise<string | undefined> {
  const { install = true, say = (line) => process.stderr.write(`${line}\n`) } = options;

  const named = process.env["LOCKWIRE_RABBITMQ_SERVER"];
  if (named === "none") return undefined;
  if (named) return findOnPath(named) ?? named;

  const failure = find() || !install ? undefined : await installPackage(PACKAGES, say);
  const found = find();
  if (found) return found;
  const missing = `There is no rabbitmq-server here. ${HOW_TO}`;
  const told = failure ? `${missing}\nTried, but ${failure}` : missing;
  say(`${told}\nThe tests that need one are SKIPPED; the last line of npm test counts them.`);
  return undefined;
}

function find(): string | undefined {
  return PROGRAMS.map(findOnPath).find((path) => path !== undefined);
}
