import { setTimeout as sleep } from "node:timers/promises";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { Queue } from "bullmq";
import { type Invoice, QUEUE, startInvoiceWorker } from "./invoice-worker.js";

const url = process.env["REDIS_URL"] ?? "redis://localhost:6379";
const locks = createPubSubLocks({ redis: url });

/** A stand-in for a mail server. */
async function send({ customer, number }: Invoice, signal: AbortSignal): Promise<void> {
  console.log(`${customer}: sending ${number}`);
  await sleep(100, undefined, { signal });
  console.log(`${customer}: sent ${number}`);
}

const worker = startInvoiceWorker({ url, locks, send });
const queue = new Queue<Invoice>(QUEUE, { connection: { url } });
const invoices = [1, 2, 3].flatMap((number) => [
  { customer: "alice", number },
  { customer: "bob", number },
]);
await queue.addBulk(invoices.map((data) => ({ name: "invoice", data })));

let open = invoices.length;
worker.on("completed", async () => {
  open -= 1;
  if (open > 0) return;
  await worker.close();
  await queue.close();
  await locks.close();
});
