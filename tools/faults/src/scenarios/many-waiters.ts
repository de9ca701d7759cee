import { countCommands, type RedisServer, total } from "@lockwire/support";
import { PUSHED } from "../check/wake-up.js";
import type { Stage } from "../stage/stage.js";
import type { Worker } from "../stage/worker.js";
import type { Scenario } from "./scenario.js";

const PROCESSES = 4;
const WAITERS = 2_500;
const RELEASES = PROCESSES * WAITERS + 1;
/** What a crowd may leave on the heap more than the one before it did, in bytes a waiter. */
const KEPT = 100;
/**
 * A release, an attempt in each process, and the two attempts with which the next waiter of the holder's process begins:
 * before and after it has started to watch.
 */
const COMMANDS = 1 + PROCESSES + 2;
/** Each process looks for itself now and then, in ms. */
const SAFETY_POLL = 5_000;

export const scenario: Scenario = {
  row: 29,
  title: "10,000 waiters of one name in 4 processes",
  variants: ["pubsub", "pubsub-plain"],
  quick: false,
  promises: () => ({ W: { max: PUSHED.max } }),

  async run(stage) {
    const server = await stage.redis();
    const holder = await stage.worker(server);
    const workers = await stage.workers(PROCESSES, server);
    const empty = await heapOf(workers);
    const crowded = await serveCrowd(stage, server, holder, workers, 1);
    stage.measure("heap a waiter", (crowded - empty) / RELEASES, "bytes");
    const first = await heapOf(workers);
    await serveCrowd(stage, server, holder, workers, 2);
    const kept = ((await heapOf(workers)) - first) / RELEASES;
    stage.measure("kept of it afterwards", kept, "bytes");
    stage.check("no memory is kept", kept < KEPT, `${kept.toFixed(0)} bytes a waiter`);
  },
};

/** All wait behind one holder, and are served; gives the heap that they took while they waited, in bytes. */
async function serveCrowd(
  stage: Stage,
  server: RedisServer,
  holder: Worker,
  workers: readonly Worker[],
  time: number,
): Promise<number> {
  const lock = await holder.acquire("job");
  const terms = { blockingTimeout: 300_000 };
  for (const worker of workers) {
    await worker.load({ names: ["job"], loops: WAITERS, hold: [0, 0], terms, rounds: 1 });
  }
  await stage.history.noted("waiting", time * PROCESSES * WAITERS);
  const heap = await heapOf(workers);
  const counted = await countCommands(server.admin());
  const start = performance.now();
  await holder.release(lock);
  const rounds = await Promise.all(workers.map((worker) => worker.finish()));
  const took = performance.now() - start;
  const commands = total(await counted(), "evalsha", "eval");
  const all = rounds.every((count) => count === WAITERS);
  stage.check("everyone had the lock", all, `${rounds}`);
  const most = RELEASES * COMMANDS + PROCESSES * (1 + took / SAFETY_POLL);
  stage.check("one attempt a process a release, at most", commands <= most, `${commands}`);
  stage.measure("commands a release", commands / RELEASES);
  stage.measure("all served in", took / 1_000, "s");
  return heap;
}

/** Of all of them, in bytes. */
async function heapOf(workers: readonly Worker[]): Promise<number> {
  const sizes = await Promise.all(workers.map((worker) => worker.heap()));
  return sizes.reduce((sum, megabytes) => sum + megabytes * 1e6, 0);
}
