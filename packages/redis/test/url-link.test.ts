import { DEFAULTS } from "@lockwire/core/backend";
import { countClients, startRedis } from "@lockwire/support";
import { afterEach, expect, test, vi } from "vitest";
import { linkTo } from "../src/link/link-to.js";
import { Script } from "../src/scripts/script.js";

const ONE = new Script("return 1");
const CALL = { operation: "acquire", name: "job", keys: ["job"], args: [] };
const NOWHERE = "redis://127.0.0.1:1";

afterEach(() => void vi.doUnmock("ioredis"));

test("what is sent before ioredis is loaded is sent then, in its order", async () => {
  await using server = await startRedis();
  const link = linkTo(server.url, DEFAULTS);
  expect(() => link.connection()).toThrow("not loaded yet");
  expect(link.interruptions).toBe(0);
  const order: number[] = [];
  await Promise.all([1, 2].map((n) => link.scripts.run(ONE, CALL).then(() => order.push(n))));
  expect(order).toEqual([1, 2]);
  expect(link.connection().isOwned).toBe(true);
  await link.close();
});

test("closed before ioredis is loaded, it leaves no connection", async () => {
  await using server = await startRedis();
  const link = linkTo(server.url, DEFAULTS);
  const sent = link.scripts.run(ONE, CALL).catch((error: unknown) => error);
  await link.close();
  await sent;
  expect(await countClients(server.admin())).toBe(0);
});

test.each([
  ["has no Redis class", { default: class {}, Redis: undefined }, /5\.4 or later.*no Redis class$/],
  [
    "is ioredis-mock",
    {
      Redis: class {
        readonly status = "wait";
        defineRedisObject(): void {}
        on(): void {}
      },
    },
    /^redis must not be ioredis-mock/,
  ],
])("an ioredis that %s fails each step at once", async (_, module, message) => {
  vi.doMock("ioredis", () => module);
  const link = linkTo(NOWHERE, DEFAULTS);
  await expect(link.scripts.run(ONE, CALL)).rejects.toMatchObject({
    code: "LOCK_BACKEND",
    operation: "acquire",
    retryFor: 0,
    cause: { message: expect.stringMatching(message) },
  });
  await link.close();
});

test("what is wrong with the options is said before ioredis is loaded", () => {
  const durability = { replicas: 0, timeout: 100 };
  expect(() => linkTo(NOWHERE, { ...DEFAULTS, durability })).toThrow("durability.replicas");
  expect(() => linkTo("redis:6379", DEFAULTS)).toThrow("redis must be a redis:// or rediss:// URL");
});
