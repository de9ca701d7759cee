import { spawnSync } from "node:child_process";
import { findOnPath } from "./find-on-path.js";
import { installPackage, type ServerPackages } from "./install-package.js";

const PROGRAMS = ["redis-server", "valkey-server"];
const ALTERNATIVES = ["redis", "valkey"];
const PACKAGES: ServerPackages = {
  server: "redis-server",
  names: {
    "apt-get": ["redis-server"],
    apk: ALTERNATIVES,
    dnf: ALTERNATIVES,
    yum: ALTERNATIVES,
    brew: ["redis"],
  },
};
const HOW_TO =
  "Install one (Debian: apt-get install redis-server, macOS: brew install redis), " +
  "or set LOCKWIRE_REDIS_SERVER to the path of a redis-server or valkey-server.";

export interface FindOptions {
  /** Whether the system's package manager may be asked for one. @default true */
  readonly install?: boolean;
  /** Where progress is told, a line at a time. @default stderr */
  readonly say?: (line: string) => void;
}

/** No server could be found or installed; the message says how to get one. */
export class RedisNotFoundError extends Error {
  override readonly name = "RedisNotFoundError";
}

/**
 * The path of a redis-server that runs: the one that LOCKWIRE_REDIS_SERVER names, one on PATH, or one
 * that the system's package manager installs now. Rejects with {@link RedisNotFoundError}.
 */
export async function findRedisServer(options: FindOptions = {}): Promise<string> {
  const { install = true, say = (line) => process.stderr.write(`${line}\n`) } = options;

  const named = process.env["LOCKWIRE_REDIS_SERVER"];
  if (named) {
    const path = findOnPath(named) ?? named;
    if (runs(path)) return path;
    throw new RedisNotFoundError(
      `LOCKWIRE_REDIS_SERVER is ${named}, which does not run. ${HOW_TO}`,
    );
  }

  const present = findWorking();
  if (present) return present;
  if (!install) throw new RedisNotFoundError(`There is no redis-server here. ${HOW_TO}`);

  const failure = await installPackage(PACKAGES, say);
  const installed = findWorking();
  if (installed) return installed;
  const reason = failure ?? "the package brought none";
  throw new RedisNotFoundError(`There is no redis-server here. ${HOW_TO}\nTried, but ${reason}`);
}

function findWorking(): string | undefined {
  return PROGRAMS.map(findOnPath).find((path) => path !== undefined && runs(path));
}

function runs(path: string): boolean {
  return spawnSync(path, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}
