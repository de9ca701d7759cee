import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startProgram, startRedis, waitUntil } from "@lockwire/support";
import { Queue } from "bullmq";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Invoice, QUEUE, startInvoiceWorker } from "../src/invoice-worker.js";

let redis: RedisServer;

beforeEach(async () => {
  redis = await startRedis();
});
afterEach(() => redis.stop());

it("sends one invoice at a time to each customer, and several at a time in all", async () => {
  const running: string[] = [];
  const sent: Invoice[] = [];
  let clashes = 0;
  let most = 0;
  const send = async (invoice: Invoice) => {
    if (running.includes(invoice.customer)) clashes += 1;
    running.push(invoice.customer);
    most = Math.max(most, running.length);
    await sleep(30);
    running.splice(running.indexOf(invoice.customer), 1);
    sent.push(invoice);
  };
  const hosts = [startHost(send), startHost(send)];
  const queue = new Queue<Invoice>(QUEUE, { connection: { url: redis.url } });
  const invoices = ["alice", "bob", "carol"].flatMap((customer) =>
    [1, 2, 3, 4].map((number) => ({ customer, number })),
  );
  await queue.addBulk(invoices.map((data) => ({ name: "invoice", data })));

  await waitUntil(() => sent.length === invoices.length, { what: "all invoices to be sent" });
  expect(clashes).toBe(0);
  expect(most).toBeGreaterThan(1);
  expect(new Set(sent.map(({ customer, number }) => `${customer} ${number}`)).size).toBe(12);

  await Promise.all(hosts.map((host) => host.close()));
  expect(await queue.getJobCounts("failed", "delayed", "active")).toEqual({
    failed: 0,
    delayed: 0,
    active: 0,
  });
  await queue.close();
});

it("runs by the command in its README, and ends by itself", async () => {
  await using program = startProgram(["npm", "start"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { REDIS_URL: redis.url },
  });
  expect(await program.ended).toBe(0);
  expect(program.output.match(/: sent \d/g)).toHaveLength(6);
});

function startHost(send: (invoice: Invoice) => Promise<void>) {
  const locks = createPubSubLocks({ redis: redis.url });
  const worker = startInvoiceWorker({ url: redis.url, locks, send });
  return {
    async close() {
      await worker.close();
      await locks.close();
    },
  };
}
