// The program of one process: `worker.js KIND URL COUNTER TTL`, started by fork.

import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { clock, type Order, type Turn } from "./crew.js";
import { KINDS, type Kind } from "./locks.js";

/** How long the work takes between reading the counter and writing it, in ms: long enough to be seen. */
const WORK = 200;
/** What a process does outside of it, in ms: short enough that the lock is always waited for. */
const PAUSE = 150;

const [kind, url = "", counter = "", ttl] = process.argv.slice(2);
const acquire = KINDS[kind as Kind].open(url, Number(ttl));
const redis = new Redis(url);
const report = (turn: Turn | "ready") => process.send?.(turn);

// The process that started this one is gone: there is nobody left to work for.
process.once("disconnect", () => process.exit());
await redis.ping();
report("ready");
let [order] = (await once(process, "message")) as [Order];
process.on("message", (next: Order) => {
  order = next;
});

while (order !== "stop") {
  const asked = clock();
  report({ asked });
  const release = await acquire();
  const acquired = clock();
  report({ asked, acquired });
  // A read and a write, where an INCR would be right: of two that come between each other, one goes missing.
  const value = Number(await redis.get(counter));
  if (order === "die") process.kill(process.pid, "SIGKILL");
  await sleep(WORK);
  await redis.set(counter, value + 1);
  report({ asked, acquired, released: clock() });
  await release();
  await sleep(PAUSE);
}
process.exit();
