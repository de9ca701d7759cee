import { currentLock, type LockClient } from "@lockwire/core";
import { getLocksToken, Lock, LockwireModule } from "@lockwire/nestjs";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import {
  countClients,
  loadIoredis,
  type RedisServer,
  startRedis,
  waitUntil,
} from "@lockwire/support";
import { Injectable, Module } from "@nestjs/common";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type App, startApp } from "./start-app.js";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.stop());

@Injectable()
class Counter {
  /** Reads and writes in two steps, which is wrong without a lock. */
  @Lock({ name: "counter", by: (key: string) => key })
  async add(key: string): Promise<number> {
    const count = Number(await server.admin().get(key)) + 1;
    await server.admin().set(key, count);
    return currentLock().fence;
  }
}

function startHost(): Promise<App> {
  return startApp({
    imports: [
      LockwireModule.forRootAsync({
        inject: ["url"],
        imports: [
          {
            module: class ConfigModule {},
            providers: [{ provide: "url", useFactory: () => server.url }],
            exports: ["url"],
          },
        ],
        useFactory: (redis: string) => createPubSubLocks({ redis }),
      }),
    ],
    providers: [Counter],
  });
}

it("calls on several hosts exclude each other, and nothing is left when they are closed", async () => {
  const hosts = [await startHost(), await startHost()];
  const held = await hosts[0]?.context.get<LockClient>(getLocksToken()).acquire("left");
  const calls = Array.from({ length: 25 }, () =>
    hosts.map(({ context }) => context.get(Counter).add("total")),
  );
  const fences = await Promise.all(calls.flat());
  expect(await server.admin().get("total")).toBe("50");
  expect(new Set(fences).size).toBe(50);
  expect(held?.signal.aborted).toBe(false);

  for (const { context } of hosts) await context.close();
  expect(held?.signal.aborted).toBe(true);
  await waitUntil(async () => (await countClients(server.admin())) === 0, {
    what: "all connections to be closed",
  });
  const left = await server.admin().keys("lockwire:*");
  expect(left.filter((key) => !key.endsWith(":fence"))).toEqual([]);
});

it.each([true, false])(
  "a held lock is released before the module of its connection closes that, isGlobal: %j",
  async (isGlobal) => {
    const { Redis } = await loadIoredis();
    const redis = new Redis(server.url);

    @Module({ providers: [{ provide: "redis", useValue: redis }], exports: ["redis"] })
    class RedisModule {
      onApplicationShutdown = () => redis.disconnect();
    }

    const { context } = await startApp({
      imports: [
        LockwireModule.forRootAsync({
          isGlobal,
          imports: [RedisModule],
          inject: ["redis"],
          useFactory: (own: typeof redis) => createPubSubLocks({ redis: own }),
        }),
      ],
    });
    await context.get<LockClient>(getLocksToken()).acquire(`held ${isGlobal}`);
    await context.close();
    expect(await server.admin().exists(`lockwire:{held ${isGlobal}}`)).toBe(0);
  },
);
