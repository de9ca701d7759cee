import { randomInt } from "node:crypto";
import { createServer } from "node:net";

// Below the range that systems take for outgoing connections. A client that keeps dialling a dead
// server on a port of that range may reach itself (a TCP simultaneous open), and then nobody can
// start the server there again. A Cluster's bus listens 10,000 above: that too stays below.
const LOWEST = 11_000;
const HIGHEST = 22_000;
const ATTEMPTS = 200;

/** A port on which nobody listens now, and nobody on the one 10,000 above. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if ((await isFree(port)) && (await isFree(port + 10_000))) return port;
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
