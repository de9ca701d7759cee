import { DEFAULTS } from "@lockwire/core/backend";
import { linkTo, prefixedLayout, redisBackend } from "@lockwire/redis";
import { startRedis } from "@lockwire/support";
import { expect, test } from "vitest";

test("an attempt whose fence cannot be kept rejects, and what it took can be released", async () => {
  await using server = await startRedis();
  const link = linkTo(server.url, DEFAULTS);
  const backend = redisBackend(link.scripts, {
    layout: prefixedLayout(),
    announce: false,
    confirmsTransfers: false,
    connection: link,
    report: () => undefined,
    lost: () => undefined,
    waitFor: () => ({ nextChance: () => Promise.resolve(), stop: () => undefined }),
    close: () => link.close(),
  });
  await server.admin().lpush("lockwire:{job}:fence", "no fence");

  const first = backend.contender({ name: "job", token: "a" });
  await expect(first.tryAcquire(5_000, { enqueue: false })).rejects.toMatchObject({
    code: "LOCK_BACKEND",
    operation: "acquire",
  });
  await first.release();
  expect(await server.admin().exists("lockwire:{job}")).toBe(0);
  await server.admin().del("lockwire:{job}:fence");
  const second = backend.contender({ name: "job", token: "b" });
  expect(await second.tryAcquire(5_000, { enqueue: false })).toMatchObject({ acquired: true });
  await link.close();
});
