import { connectionTo, prefixedLayout, RedisLeaseStore, ScriptRunner } from "@lockwire/core/redis";
import { startRedis } from "@lockwire/support";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { Channel } from "../../src/channel.js";
import { Desks } from "../../src/handoff/desks.js";
import { HandoffStore } from "../../src/handoff/handoff-store.js";

test("a take that queues no more takes its earlier place out of the queue", async () => {
  await using server = await startRedis();
  const connection = connectionTo(server.url, (url) => new Redis(url));
  const scripts = new ScriptRunner(connection);
  const layout = prefixedLayout();
  const report = () => undefined;
  const desks = new Desks({
    channels: {
      ordered: false,
      listen: () => new Channel(),
      leave: () => undefined,
      stateOf: () => "down",
      close: () => Promise.resolve(),
    },
    processChannels: layout.processChannels,
    clientId: "client",
    onStray: () => undefined,
  });
  const plain = new RedisLeaseStore(scripts, { layout, announce: true, report });
  const store = new HandoffStore(scripts, plain, { layout, desks, keyPrefix: "", report });
  const waiter = { name: "job", token: "waiter" };
  await store.take({ name: "job", token: "holder" }, 5_000);
  expect(await store.take(waiter, 5_000, true)).toMatchObject({ taken: false, queued: true });

  await server.admin().del("lockwire:{job}");
  expect(await store.take(waiter, 5_000)).toMatchObject({ taken: true });
  expect(await server.admin().exists("lockwire:{job}:queue")).toBe(0);
  await connection.close();
});
