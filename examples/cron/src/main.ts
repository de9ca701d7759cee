import { setTimeout as sleep } from "node:timers/promises";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { schedule } from "node-cron";
import { nightlyReport } from "./nightly-report.js";

const locks = createPubSubLocks({ redis: process.env["REDIS_URL"] ?? "redis://localhost:6379" });

/** A stand-in for real work. */
async function write(date: Date, signal: AbortSignal): Promise<void> {
  await sleep(100, undefined, { signal });
  console.log(`wrote the report of ${date.toISOString()}`);
}

const run = nightlyReport(locks, write);
const task = schedule(process.env["SCHEDULE"] ?? "0 3 * * *", ({ date }) => run(date));
console.log("next run:", task.getNextRun()?.toISOString());

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);

async function stop(): Promise<void> {
  await task.destroy();
  await locks.close();
}
