import { LockTimeoutError } from "@lockwire/core";
import { Stopwatch } from "@lockwire/core/testing";
import {
  countClients,
  countCommands,
  type RedisServer,
  startProxy,
  startRedis,
  type TcpProxy,
  total,
  waitUntil,
} from "@lockwire/support";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LiveTimers } from "./live-timers.js";
import { VARIANTS } from "./variants.js";

interface Stage {
  readonly server: RedisServer;
  readonly proxy: TcpProxy;
}

interface Fault {
  readonly fault: string;
  readonly through: keyof Stage;
  readonly begin: (stage: Stage) => Promise<void> | void;
  readonly end: (stage: Stage) => Promise<void> | void;
}

const FAULTS: readonly Fault[] = [
  {
    fault: "is down",
    through: "server",
    begin: ({ server }) => server.kill(),
    end: ({ server }) => server.start(),
  },
  {
    fault: "is paused",
    through: "server",
    begin: ({ server }) => server.pause(),
    end: ({ server }) => server.resume(),
  },
  {
    fault: "answers, but is not heard",
    through: "proxy",
    begin: ({ proxy }) => proxy.drop("toClient"),
    end: ({ proxy }) => proxy.heal(),
  },
];

const BOUND = { blockingTimeout: 500, ttl: 60_000 };

describe.each(VARIANTS)("$title: acquire within 500 ms", ({ connect }) => {
  let stage: Stage;
  beforeEach(async () => {
    const server = await startRedis();
    stage = { server, proxy: await startProxy({ target: server }) };
  });
  afterEach(async () => {
    await stage.proxy.close();
    await stage.server.stop();
  });

  test.each(FAULTS)(
    "of a Redis that $fault: ends on time, and leaves nothing",
    async ({ through, begin, end }) => {
      const { server, [through]: target } = stage;
      const holder = connect(server.url);
      await holder.acquire("held", { ttl: 60_000 });
      using timers = new LiveTimers();
      const given = new Redis(target.url);
      given.on("error", () => undefined);
      await given.ping();
      const listeners = listenersOf(given);
      const clients = [connect(target.url), connect(given)];
      await Promise.all(
        clients.map((locks) =>
          locks.acquire("held", { blockingTimeout: 0 }).catch(() => undefined),
        ),
      );

      const atWork = clients.map(async (locks) => {
        const waiting = new Promise((resolve) => locks.on("waiting", resolve));
        const bound = endsOnTime(() => locks.acquire("held", BOUND));
        await waiting;
        return { bound };
      });
      const amid = await Promise.all(atWork);
      await begin(stage);
      const fresh = clients.map((locks, n) => endsOnTime(() => locks.acquire(`fresh ${n}`, BOUND)));
      await Promise.all([...fresh, ...amid.map(({ bound }) => bound)]);

      await end(stage);
      await holder.close();
      const admin = server.admin();
      const left = async () => (await admin.keys("*")).filter((key) => !key.endsWith(":fence"));
      for (const locks of clients) await (await locks.acquire("after")).release();
      await waitUntil(async () => (await left()).length === 0, { what: "no key" });
      await Promise.all(clients.map((locks) => locks.close()));
      expect(listenersOf(given)).toEqual(listeners);
      given.disconnect();
      await waitUntil(async () => (await countClients(admin)) === 0, { what: "no connection" });
      expect(await left()).toEqual([]);
      const over = async () => {
        expect(await timers.origins()).toEqual([]);
        return true;
      };
      await waitUntil(over, { what: "no timer" });
    },
  );

  test("takes its own lock again after an answer that was lost, without waiting for the ttl", async () => {
    const { server, proxy } = stage;
    await using locks = connect(proxy.url, { commandTimeout: 300 });
    await locks.peek("connected");
    proxy.drop("toClient");
    const acquired = locks.acquire("own", { ttl: 60_000, blockingTimeout: 60_000 });
    const token = await waitUntil(() => server.admin().get("lockwire:{own}"), { what: "its lock" });
    await proxy.heal();
    const healedAt = performance.now();
    const lock = await acquired;
    expect(performance.now() - healedAt).toBeLessThan(10_000);
    expect(lock.token).toBe(token);
    expect(await lock.release()).toBe(true);
  });

  test.each([true, false])(
    "frees within a second what arrived too late or unheard (late: %s)",
    async (late) => {
      const { server, proxy } = stage;
      await using locks = connect(proxy.url);
      await locks.peek("connected");
      const admin = server.admin();
      proxy.drop("toClient");
      if (late) proxy.stall("toServer");
      const counted = await countCommands(admin);
      const acquired = locks.acquire("ghost", { blockingTimeout: 300, ttl: 60_000 });
      await expect(acquired).rejects.toThrow(LockTimeoutError);
      using watch = new Stopwatch();
      if (late) proxy.flow("toServer");

      const arrived = async () => total(await counted(), "eval", "evalsha") >= 2;
      await waitUntil(arrived, { what: "the take and its undoing", every: 5 });
      const isFree = async () => (await admin.exists("lockwire:{ghost}")) === 0;
      await waitUntil(isFree, { what: "a free lock", every: 5 });
      expect(watch.overrun(0)).toBeLessThan(1_000);
      await waitUntil(() => watch.elapsed > 1_200, { what: "all that is on its way" });
      expect(await isFree()).toBe(true);
      await proxy.heal();
    },
  );
});

async function endsOnTime(acquire: () => Promise<unknown>): Promise<void> {
  using watch = new Stopwatch();
  await expect(acquire()).rejects.toThrow(LockTimeoutError);
  expect(watch.elapsed).toBeGreaterThanOrEqual(500);
  expect(watch.overrun(500)).toBeLessThanOrEqual(50);
}

function listenersOf(client: Redis | undefined): Record<string, number> {
  const events = client?.eventNames() ?? [];
  return Object.fromEntries(
    events.map((event) => [String(event), client?.listenerCount(event) ?? 0]),
  );
}
