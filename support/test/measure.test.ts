import {
  countClients,
  countCommands,
  ioredisMajor,
  loadIoredis,
  type RedisServer,
  startRedis,
  total,
} from "@lockwire/support";
import { afterAll, beforeAll, expect, it, vi } from "vitest";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.stop());

it("counts what ran since, without its own questions", async () => {
  const admin = server.admin();
  const counted = await countCommands(admin);
  await admin.set("a", 1);
  await admin.get("a");
  await admin.get("a");
  expect(await counted()).toEqual({ set: 1, get: 2 });
  expect(total(await counted())).toBe(3);
  expect(total(await counted(), "get")).toBe(2);
});

it("counts clients by type, without its own connection", async () => {
  const { Redis } = await loadIoredis();
  const [plain, subscriber] = [new Redis(server.url), new Redis(server.url)];
  await Promise.all([plain.ping(), subscriber.subscribe("channel")]);
  expect(await countClients(server.admin())).toBe(2);
  expect(await countClients(server.admin(), "pubsub")).toBe(1);
  plain.disconnect();
  subscriber.disconnect();
});

it.each(["5", "6"])("loads ioredis %s when it is named", async (major) => {
  vi.stubEnv("LOCKWIRE_IOREDIS", major);
  const { Redis } = await loadIoredis();
  const client = new Redis(server.url);
  expect(await client.ping()).toBe("PONG");
  client.disconnect();
  vi.unstubAllEnvs();
});

it("refuses a major that it does not know", () => {
  vi.stubEnv("LOCKWIRE_IOREDIS", "4");
  expect(ioredisMajor).toThrow(/5 or 6, got 4/);
  vi.unstubAllEnvs();
});
