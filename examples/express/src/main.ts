import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { Redis } from "ioredis";
import { createApp } from "./app.js";
import { Orders } from "./orders.js";

const redis = new Redis(process.env["REDIS_URL"] ?? "redis://localhost:6379");
const locks = createPubSubLocks({ redis });

/** A stand-in for a payment provider. */
async function pay(id: string, signal: AbortSignal): Promise<string> {
  await sleep(200, undefined, { signal });
  console.log(`charged order ${id}`);
  return randomUUID();
}

const server = createApp(locks, new Orders(redis, pay)).listen(
  Number(process.env["PORT"] ?? 3000),
  () => console.log("listening on", server.address()),
);

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);

function stop(): void {
  server.close(async () => {
    await locks.close();
    redis.disconnect();
    console.log("stopped");
  });
}
