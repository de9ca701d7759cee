import { LockBackendError, type LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { loadIoredis, startTlsRedis, type TlsRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runNode } from "./helpers/run.js";

const HERE = import.meta.dirname;

const PACKAGES = [
  { name: "redis-pubsub", factory: "createPubSubLocks", open: createPubSubLocks },
  { name: "redis-spin", factory: "createSpinLocks", open: createSpinLocks },
] as const;

describe.each(PACKAGES)("TLS through $name", ({ name, factory, open }) => {
  let self: TlsRedis;
  let stranger: TlsRedis;

  beforeAll(async () => {
    [self, stranger] = await Promise.all([startTlsRedis(), startTlsRedis("elsewhere.example")]);
  });

  afterAll(async () => {
    await self[Symbol.asyncDispose]();
    await stranger[Symbol.asyncDispose]();
  });

  test("a self-signed server is refused at once, with a typed error", async () => {
    await using locks = open({ redis: self.url });
    await expectRefusal(locks, "DEPTH_ZERO_SELF_SIGNED_CERT");
  });

  /** A lock that goes from one client to another, with a wait in between. */
  const program = `
    import { ${factory} } from "@lockwire/${name}";
    const [holder, waiter] = [0, 1].map(() => ${factory}({ redis: process.argv[1] }));
    const held = await holder.acquire("job");
    const next = waiter.acquire("job");
    await new Promise((resolve) => waiter.on("waiting", resolve));
    await held.release();
    console.log("fence", (await next).fence > held.fence);
    await Promise.all([holder.close(), waiter.close()]);
  `;

  test("it is accepted where the process trusts its authority", async () => {
    const args = ["--input-type=module", "-e", program, self.url];
    const env = { NODE_EXTRA_CA_CERTS: self.caFile };
    expect(await runNode(args, { cwd: HERE, env })).toBe("fence true\n");
  });

  test("a trusted certificate for another host is refused all the same", async () => {
    const script = `
      import { ${factory} } from "@lockwire/${name}";
      const locks = ${factory}({ redis: process.argv[1] });
      await locks.acquire("job").catch((error) => console.log(error.code, error.cause.code));
      await locks.close();
    `;
    const args = ["--input-type=module", "-e", script, stranger.url];
    const env = { NODE_EXTRA_CA_CERTS: stranger.caFile };
    expect(await runNode(args, { cwd: HERE, env })).toBe(
      "LOCK_BACKEND ERR_TLS_CERT_ALTNAME_INVALID\n",
    );
  });

  test.each([
    { major: 5, protocol: 2 },
    { major: 6, protocol: 2 },
    { major: 6, protocol: 3 },
  ] as const)(
    "a client with the authority works: ioredis $major, RESP$protocol",
    async (client) => {
      const { Redis } = await loadIoredis(client.major);
      const redis = new Redis(self.url, { tls: { ca: self.ca }, protocol: client.protocol });
      const locks = open({ redis });
      const other = open({ redis });
      const degraded: string[] = [];
      other.on("degraded", ({ reason }) => degraded.push(reason));

      const held = await locks.acquire("given");
      const next = other.acquire("given");
      await new Promise((resolve) => other.on("waiting", resolve));
      await held.release();
      expect(await (await next).release()).toBe(true);
      expect(degraded).toEqual([]);
      await Promise.all([locks.close(), other.close()]);
      redis.disconnect();
    },
  );

  test("a client without it is refused with a typed error", async () => {
    const { Redis } = await loadIoredis(6);
    const redis = new Redis(self.url);
    redis.on("error", () => undefined);
    const locks = open({ redis, commandTimeout: 300 });
    const error = await locks.tryAcquire("given").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LockBackendError);
    expect(error).toMatchObject({ code: "LOCK_BACKEND", operation: "acquire" });
    await locks.close();
    redis.disconnect();
  });
});

async function expectRefusal(locks: LockClient, code: string): Promise<void> {
  const started = performance.now();
  const error = await locks.acquire("job").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LockBackendError);
  expect(error).toMatchObject({ code: "LOCK_BACKEND", operation: "acquire", cause: { code } });
  expect(performance.now() - started, "it waited for what does not heal").toBeLessThan(5_000);
}
