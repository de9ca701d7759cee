import "reflect-metadata";
import { fileURLToPath } from "node:url";
import type { LockClient } from "@lockwire/core";
import { AppModule, LOCKS, OrdersService } from "@lockwire/example-nestjs";
import {
  countClients,
  type RedisServer,
  startProgram,
  startRedis,
  waitUntil,
} from "@lockwire/support";
import type { INestApplicationContext } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedis();
  process.env["REDIS_URL"] = redis.url;
});
afterAll(() => redis.stop());
beforeEach(async () => {
  await redis.admin().flushall();
});

it("charges an order once, however many calls come in on two hosts", async () => {
  await using hosts = await startHosts(2);
  const services = hosts.apps.map((app) => app.get(OrdersService));
  const calls = Array.from({ length: 10 }, () =>
    services.map((orders) => orders.charge({ id: "42", amount: 10 })),
  );
  const answers = await Promise.all(calls.flat());
  expect(answers.filter((answer) => answer === "charged")).toHaveLength(1);
  expect(await redis.admin().get("paid")).toBe("10");
});

it("names the lock after the order", async () => {
  await using hosts = await startHosts(1);
  const names: string[] = [];
  for (const app of hosts.apps) {
    app.get<LockClient>(LOCKS).on("acquired", ({ name }) => names.push(name));
    await app.get(OrdersService).charge({ id: "7", amount: 1 });
  }
  expect(names).toEqual(["orders.charge:7"]);
});

it("leaves no connection when the application is closed", async () => {
  {
    await using hosts = await startHosts(1);
    await Promise.all(
      hosts.apps.map((app) => app.get(OrdersService).charge({ id: "1", amount: 1 })),
    );
  }
  await waitUntil(async () => (await countClients(redis.admin())) === 0, {
    what: "all connections to be closed",
  });
});

it("runs by the command in its README", async () => {
  await using program = startProgram(["npm", "start"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
  });
  expect(await program.ended).toBe(0);
  expect(program.output).toMatch(/^charged, was charged, was charged, charged$/m);
});

interface Hosts extends AsyncDisposable {
  readonly apps: readonly INestApplicationContext[];
}

async function startHosts(count: number): Promise<Hosts> {
  const apps = await Promise.all(
    Array.from({ length: count }, () =>
      NestFactory.createApplicationContext(AppModule, { logger: ["warn", "error"] }),
    ),
  );
  return {
    apps,
    async [Symbol.asyncDispose]() {
      await Promise.all(apps.map((app) => app.close()));
    },
  };
}
