import { spawn, spawnSync } from "node:child_process";
import { findOnPath } from "./find-on-path.js";
import { type PackageManager, packageManagers } from "./package-managers.js";

const KEPT_LINES = 15;
/** For one package, in ms: a package manager that waits for an answer or a lock never ends. */
const TIMEOUT = 600_000;
/** In ms: what was printed before the end arrives after it. */
const LAST_LINES = 200;

/** Why no server could be installed, as a clause that follows "because". */
export type InstallFailure = string;

/** A server, and the packages that bring it by package manager, the preferred one first. */
export interface ServerPackages {
  readonly server: string;
  readonly names: Readonly<Record<PackageManager["program"], readonly string[]>>;
}

/** Installs a server with the system's package manager; undefined when it went well. */
export async function installPackage(
  { server, names }: ServerPackages,
  say: (line: string) => void,
): Promise<InstallFailure | undefined> {
  const manager = packageManagers.find(({ program }) => findOnPath(program));
  if (!manager) return "no package manager that we know is installed here";
  const become = root(manager);
  if (!become) return `${manager.program} needs root, and sudo would ask for a password`;

  say(`No ${server} here: installing one with ${manager.program} (no service is started).`);
  let failure = "";
  for (const name of names[manager.program]) {
    const script = manager.install(name);
    const { code, tail } = await run([...become, "/bin/sh", "-ec", script], say);
    if (code === 0) return undefined;
    failure = tail.join("\n");
  }
  return `${manager.program} failed:\n${failure}`;
}

/** The words to put before a command that needs root: none, sudo's, or undefined when neither will do. */
function root(manager: PackageManager): readonly string[] | undefined {
  if (!manager.needsRoot || process.getuid?.() === 0) return [];
  const sudo = findOnPath("sudo");
  if (!sudo || spawnSync(sudo, ["-n", "true"], { stdio: "ignore", timeout: 20_000 }).status !== 0)
    return undefined;
  return [sudo, "-n"];
}

async function run(
  [program, ...args]: readonly string[],
  say: (line: string) => void,
): Promise<{ code: number | null; tail: readonly string[] }> {
  const child = spawn(program ?? "", args, { stdio: ["ignore", "pipe", "pipe"], timeout: TIMEOUT });
  const tail: string[] = [];
  const read = (chunk: Buffer): void => {
    for (const line of chunk
      .toString()
      .split(/[\r\n]+/)
      .filter((text) => text.trim() !== "")) {
      say(`  ${line}`);
      tail.push(line);
      if (tail.length > KEPT_LINES) tail.shift();
    }
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    // Not `close`: a service that the package starts may keep the output open.
    child.once("exit", (code) => setTimeout(resolve, LAST_LINES, { code, tail }));
  });
}
