import { randomInt } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Below the range that systems take for outgoing connections. A client that keeps dialling a dead
// server on a port of that range may reach itself (a TCP simultaneous open), and then nobody can
// start the server there again. A Cluster's bus listens 10,000 above: that too stays below.
const LOWEST = 11_000;
const HIGHEST = 22_000;
const ATTEMPTS = 200;
/** A file for each port, with the process that it is for. */
const RESERVED = join(tmpdir(), "lockwire-ports");

/**
 * A port on which nobody listens now, and nobody on the one 10,000 above. It is this process's until that ends: a server that
 * a test has stopped can start there again.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if ((await isFree(port)) && (await isFree(port + 10_000)) && reserve(port)) return port;
  }
  throw new Error(`Found no free port between ${LOWEST} and ${HIGHEST}`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** False: a process that lives has it. */
function reserve(port: number): boolean {
  mkdirSync(RESERVED, { recursive: true });
  const file = join(RESERVED, `${port}`);
  if (write(file)) return true;
  if (isAlive(Number(readFileSync(file, "utf8")))) return false;
  rmSync(file, { force: true });
  return write(file);
}

function write(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
