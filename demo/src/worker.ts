// The program of one process: `worker.js KIND URL COUNTER TTL`, started by fork.

import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { type Change, clock, type Order } from "./crew.js";
import { type Kind, LOCKS } from "./locks.js";

/** How long the work takes between reading the counter and writing it, in ms: long enough to be seen. */
const WORK = 200;
/** What a process does outside of it, in ms: short enough that the lock is always waited for. */
const PAUSE = 150;

const [kind, url = "", counter = "", ttl] = process.argv.slice(2);
const acquire = LOCKS[kind as Kind](url, Number(ttl));
const redis = new Redis(url);
const report = (state: Change["state"]) => process.send?.({ state, at: clock() });

let order: Order | undefined;
process.on("message", (next: Order) => {
  order = next;
});
// The process that started this one is gone: there is nobody left to work for.
process.once("disconnect", () => process.exit());
await redis.ping();

while (order !== "stop") {
  report("waits");
  const release = await acquire();
  report("holds");
  // A read and a write, where an INCR would be right: of two that come between each other, one goes missing.
  const value = Number(await redis.get(counter));
  if (order === "die") process.kill(process.pid, "SIGKILL");
  await sleep(WORK);
  await redis.set(counter, value + 1);
  report("done");
  await release();
  await sleep(PAUSE);
}
process.exit();
