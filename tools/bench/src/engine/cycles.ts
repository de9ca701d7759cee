// Acquires and releases over a client that answers at once, and tells what a cycle takes: `us` of CPU; or the `bytes` that it
// allocates, and those that an acquisition keeps alive until it is answered, with thousands at once.

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
  for (let n = 0; n < AT_ONCE; n++) void locks.acquire(`one of many ${n}`);
  await nextTurn();
  globalThis.gc?.();
  return (process.memoryUsage().heapUsed - heap) / AT_ONCE;
}

async function microseconds(): Promise<number> {
  const since = process.cpuUsage();
  await run(Number(cycles));
  const { user, system } = process.cpuUsage(since);
  return (user + system) / Number(cycles);
}

await run(20_000);
const told = what === "bytes" ? [await bytes(), await alive()] : [await microseconds()];
process.stdout.write(told.join(" "));
// What is unanswered would keep it.
process.exit();
