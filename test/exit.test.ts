import { startRedis } from "@lockwire/support";
import { expect, test } from "vitest";
import { runNode } from "./helpers/run.js";

test.each([
  { name: "redis-pubsub", factory: "createPubSubLocks" },
  { name: "redis-spin", factory: "createSpinLocks" },
])("a process ends with close, though the server is down: $name", async ({ name, factory }) => {
  const script = `
    import { ${factory} } from "@lockwire/${name}";
    const locks = ${factory}({ redis: "redis://127.0.0.1:1" });
    const error = await locks.acquire("job", { blockingTimeout: 200 }).catch((reason) => reason);
    await locks.close();
    const closed = performance.now();
    process.on("exit", () => console.log(error.code, Math.round(performance.now() - closed)));
  `;
  const args = ["--input-type=module", "-e", script];
  const [code, lingered] = (await runNode(args, { cwd: import.meta.dirname })).split(" ");
  expect(code).toBe("LOCK_TIMEOUT");
  expect(Number(lingered), "ms from close to exit").toBeLessThan(1_000);
});

test("a client that its owner has closed is refused at once, and what it held keeps no process alive", async () => {
  await using server = await startRedis();
  const script = `
    import { createPubSubLocks } from "@lockwire/redis-pubsub";
    import { Redis } from "ioredis";
    const redis = new Redis("${server.url}");
    const locks = createPubSubLocks({ redis });
    const lock = await locks.acquire("job");
    await redis.quit();
    const released = await lock.release().catch((error) => error);
    const since = performance.now();
    const waited = await locks.acquire("another").catch((error) => error);
    process.on("exit", () =>
      console.log(released.code, waited.code, Math.round(performance.now() - since), waited.message),
    );
  `;
  const args = ["--input-type=module", "-e", script];
  const printed = await runNode(args, { cwd: import.meta.dirname });
  const [, released, waited, lingered] =
    /^(\S+) (\S+) (\d+) .*call its connect\(\) first/.exec(printed) ?? [];
  expect([released, waited], printed).toEqual(["LOCK_BACKEND", "LOCK_BACKEND"]);
  expect(Number(lingered), "ms to the exit").toBeLessThan(2_000);
});
