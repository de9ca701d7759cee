import { LockBackendError, type LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { DocumentedUser, documentedSigns, type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const peeker = await DocumentedUser.read("lockwire-peek");
const operator = await DocumentedUser.read("lockwire-operator");
const documented = await documentedSigns();

describe("people with a narrow user", () => {
  let server: RedisServer;
  let fleet: LockClient[];

  beforeAll(async () => {
    server = await startRedis();
    fleet = [0, 1].map(() => createPubSubLocks({ redis: server.url }));
  });

  afterAll(async () => {
    await Promise.all(fleet.map((client) => client.close()));
    await server.stop();
  });

  /** A lock that one process holds and another queues for. */
  async function contended(name: string) {
    const [holder, waiter] = fleet;
    await holder?.acquire(name);
    const next = waiter?.acquire(name, { blockingTimeout: 20_000 });
    next?.catch(() => undefined);
    await expect.poll(() => server.admin().zcard(`lockwire:{${name}}:queue`)).toBe(1);
    return { next };
  }

  test("may look, and do nothing else", async () => {
    await contended("peek");
    await using locks = createPubSubLocks({ redis: await peeker.create(server) });
    expect(await locks.peek("peek")).toMatchObject({ held: true, waiting: 1 });
    const refused = { code: "LOCK_BACKEND" };
    await expect(locks.acquire("peek")).rejects.toMatchObject({ ...refused, operation: "acquire" });
    await expect(locks.forceRelease("peek")).rejects.toMatchObject({
      ...refused,
      operation: "forceRelease",
    });
  });

  test("may force a release, which goes to the first in the queue", async () => {
    const { next } = await contended("force");
    await using locks = createPubSubLocks({ redis: await operator.create(server) });
    expect(await locks.forceRelease("force")).toBe(true);
    expect(await (await next)?.release()).toBe(true);
    expect((await locks.peek("force")).held).toBe(false);
  });

  /** Without the others, nothing fails. */
  const needed = operator.permissions.filter((each) => documented.get(each)?.size !== 0);

  test.each(needed)("are refused with a typed error without %s", async (without) => {
    const name = `without ${without}`;
    await contended(name);
    const as = `operator${needed.indexOf(without)}`;
    await using locks = createPubSubLocks({
      redis: await operator.create(server, { without, as }),
    });
    const failed: string[] = [];
    const note = (error: unknown) => {
      if (!(error instanceof LockBackendError)) throw error;
      failed.push(error.operation);
    };
    locks.on("error", ({ error }) => note(error));
    await locks.peek(name).catch(note);
    await locks.forceRelease(name).catch(note);
    await locks.forceRelease(name).catch(note);

    expect(failed).not.toEqual([]);
    expect([...(documented.get(without) ?? [])]).toEqual(expect.arrayContaining(failed));
  });
});
