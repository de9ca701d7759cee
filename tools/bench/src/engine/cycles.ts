// Acquires and releases over a client that answers at once, and tells what a cycle takes: `us` of CPU, or `bytes` allocated;
// or the bytes that an acquisition keeps `alive` until it is answered, with thousands at once.

import { setImmediate as nextTurn } from "node:timers/promises";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { AnsweringClient } from "./answering-client.js";

const NAMES = Array.from({ length: 64 }, (_, n) => `name ${n}`);
/** Few enough that nothing is collected meanwhile, so that the heap grows by what is allocated. */
const ALLOCATING = 10_000;
const AT_ONCE = 4_096;

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

async function alive(): Promise<number> {
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  redis.answers = false;
  const acquiring = Array.from({ length: AT_ONCE }, (_, n) => locks.acquire(`one of many ${n}`));
  const ended = Promise.allSettled(acquiring);
  await nextTurn();
  globalThis.gc?.();
  const kept = (process.memoryUsage().heapUsed - heap) / AT_ONCE;
  await Promise.all([locks.close(), ended]);
  return kept;
}

async function microseconds(): Promise<number> {
  const since = process.cpuUsage();
  await run(Number(cycles));
  const { user, system } = process.cpuUsage(since);
  return (user + system) / Number(cycles);
}

await run(20_000);
const MEASURES: Readonly<Record<string, () => Promise<number>>> = {
  us: microseconds,
  bytes,
  alive,
};
process.stdout.write(`${await MEASURES[what ?? "us"]?.()}`);
await locks.close();
