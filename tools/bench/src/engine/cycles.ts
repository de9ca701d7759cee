// Acquires and releases over a client that answers at once, and tells what a cycle takes: `us` of CPU, or `bytes` allocated.

import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { AnsweringClient } from "./answering-client.js";

const NAMES = Array.from({ length: 64 }, (_, n) => `name ${n}`);
/** Few enough that nothing is collected meanwhile, so that the heap grows by what is allocated. */
const ALLOCATING = 10_000;

const [kind, what, cycles = ""] = process.argv.slice(2);
const redis = new AnsweringClient();
const locks = kind === "spin" ? createSpinLocks({ redis }) : createPubSubLocks({ redis });

async function run(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const lock = await locks.acquire(NAMES[n % NAMES.length] ?? "");
    await lock.release();
  }
}

async function bytes(): Promise<number> {
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  await run(ALLOCATING);
  return (process.memoryUsage().heapUsed - heap) / ALLOCATING;
}

async function microseconds(): Promise<number> {
  const since = process.cpuUsage();
  await run(Number(cycles));
  const { user, system } = process.cpuUsage(since);
  return (user + system) / Number(cycles);
}

await run(20_000);
process.stdout.write(`${what === "bytes" ? await bytes() : await microseconds()}`);
await locks.close();
