// The program of one worker process: `process-main.js <kind of lock> <URL of the Redis>`, started by fork.

import { once } from "node:events";
import { isLockKind, openLocks } from "./lock-kind.js";
import type { Order, Report } from "./messages.js";
import { RedisCounter } from "./redis-counter.js";
import { Worker } from "./worker.js";

const [kind = "", url = ""] = process.argv.slice(2);
if (!isLockKind(kind)) throw new TypeError(`unknown kind of lock: ${kind}`);

// The one who started us is gone: there is nobody left to work for.
process.once("disconnect", () => process.exit());

const report = (it: Report) => process.send?.(it);

{
  await using locks = openLocks(kind, url);
  using counter = new RedisCounter(url);
  const worker = new Worker(locks, counter, report);
  const begun = once(process, "message");
  process.on("message", (order: Order) => worker.obey(order));
  report({ type: "ready" });
  await begun;
  await worker.run();
}
process.disconnect();
