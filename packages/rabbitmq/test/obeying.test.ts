import type { LockClient } from "@lockwire/core";
import { createRabbitLocks } from "@lockwire/rabbitmq";
import { type RabbitServer, startProxy, startRabbit, waitUntil } from "@lockwire/support";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { NODE_STARTS, withRabbit } from "./helpers/rabbit.js";

type Ending = (locks: LockClient, name: string, token: string) => Promise<boolean>;

withRabbit("a holder whose connection ends while it obeys", () => {
  let server: RabbitServer;
  let unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);

  beforeAll(async () => {
    server = await startRabbit();
  }, NODE_STARTS);
  afterAll(() => server?.stop());

  beforeEach(() => {
    unhandled = [];
    process.on("unhandledRejection", note);
  });
  afterEach(() => {
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  const endings: [string, Ending][] = [
    ["forceRelease", (locks, name) => locks.forceRelease(name)],
    ["a release by its token", (locks, name, token) => locks.release(name, token)],
  ];

  test.each(endings)(
    "%s is told of its loss at once, and nothing is left unhandled",
    async (name, end) => {
      await using proxy = await startProxy({ target: server });
      await using holder = createRabbitLocks({ rabbitmq: `amqp://127.0.0.1:${proxy.port}` });
      await using others = createRabbitLocks({ rabbitmq: server.url });
      const held = await holder.acquire(name, { ttl: 60_000 });
      const { signal } = held;
      proxy.stall("toServer");
      proxy.resetTraffic();
      const answer = end(others, name, held.token).catch((error: unknown) => error);
      await waitUntil(() => proxy.traffic.chunks.toServer > 0, { what: "the holder's release" });
      proxy.cut();
      await proxy.heal();
      // Far before its first renewal, which would be after 20 s.
      await waitUntil(() => signal.aborted, { what: "the loss to be told", timeout: 8_000 });
      expect(signal.reason).toMatchObject({ code: "LOCK_LOST", why: "stolen" });
      await (await others.acquire(name)).release();
      expect(await answer).toMatchObject({ code: "LOCK_BACKEND" });
    },
  );
});
