import { type LockClient, LockError, type LockEvents } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { loadIoredis, type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { exposed } from "./helpers/exposed.js";

/** With what a URL escapes, so that neither form of it may show. */
const CANARY = "canary/7f3a b";
const FORMS = [CANARY, encodeURIComponent(CANARY), Buffer.from(CANARY).toString("base64")];
const USER = `app:${encodeURIComponent(CANARY)}`;

const EVENTS = [
  ...["waiting", "acquired", "extended", "released", "lost", "degraded", "restored", "error"],
] as (keyof LockEvents)[];

const OPENERS = [
  { mode: "hand-off", open: createPubSubLocks },
  {
    mode: "plain",
    open: (options: Parameters<typeof createPubSubLocks>[0]) =>
      createPubSubLocks({ ...options, handoff: false }),
  },
  { mode: "spin", open: createSpinLocks },
] as const;

/** What a server that does not know a command says, and what it repeats of it. */
const REPEATED = /with args|beginning|lockwire:\{|redis\.p?call|KEYS\[1\]/;

describe.each(OPENERS)("the password stays out of sight: $mode", ({ open }) => {
  let server: RedisServer;
  let seen: string[];
  const note = (value: unknown) => void seen.push(exposed(value));

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  beforeEach(() => {
    seen = [];
    for (const method of ["log", "info", "warn", "error", "debug"] as const) {
      vi.spyOn(console, method).mockImplementation((...words) => void words.map(note));
    }
    process.on("warning", note);
  });

  afterEach(() => {
    process.off("warning", note);
    vi.restoreAllMocks();
    for (const form of FORMS) expect(seen.join("\n")).not.toContain(form);
  });

  /** All that a client does, and all that it tells. */
  async function live(locks: LockClient): Promise<unknown[]> {
    for (const event of EVENTS) locks.on(event, note);
    note(locks);
    const errors = await Promise.all([
      locks.acquire("a", { blockingTimeout: 300 }).catch((error: unknown) => error),
      locks.tryAcquire("b").catch((error: unknown) => error),
      locks.peek("c").catch((error: unknown) => error),
      locks.forceRelease("d").catch((error: unknown) => error),
    ]);
    errors.forEach(note);
    return errors;
  }

  function expectTyped(errors: readonly unknown[]): void {
    for (const error of errors) expect(error).toBeInstanceOf(LockError);
  }

  test("a wrong one in a URL", async () => {
    await using locks = open({ redis: server.url.replace("//", `//${USER}@`) });
    const errors = await live(locks);
    expectTyped(errors);
    expect(errors[0]).toMatchObject({ code: "LOCK_BACKEND", operation: "acquire", retryFor: 0 });
    expect(exposed(errors[0])).toContain("WRONGPASS");
  });

  test.each([
    { major: 5, protocol: 2 },
    { major: 6, protocol: 2 },
    { major: 6, protocol: 3 },
  ] as const)("a wrong one in ioredis $major with RESP$protocol", async ({ major, protocol }) => {
    const { Redis } = await loadIoredis(major);
    const { port } = server;
    const redis = new Redis({ port, username: "app", password: CANARY, protocol });
    // ioredis's own error holds it: the arguments of AUTH.
    redis.on("error", () => undefined);
    const locks = open({ redis, commandTimeout: 500 });
    expectTyped(await live(locks));
    await locks.close();
    redis.disconnect();
  });

  test("a host that is not there", async () => {
    await using locks = open({ redis: `redis://${USER}@127.0.0.1:1`, commandTimeout: 500 });
    expectTyped(await live(locks));
  });

  test("a host whose name is unknown", async () => {
    await using locks = open({
      redis: `redis://${USER}@no-such-host.invalid`,
      commandTimeout: 500,
    });
    expectTyped(await live(locks));
  });

  test.each([
    `http://${USER}@127.0.0.1`,
    `redis//${USER}@127.0.0.1`,
    `redis://${USER}@127.0.0.1:99999`,
    `redis://app:%zz${encodeURIComponent(CANARY)}@127.0.0.1`,
  ])("a URL that is none (%#)", (redis) => {
    const failure = (() => {
      try {
        open({ redis });
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    note(failure);
    expect(failure).toBeInstanceOf(TypeError);
  });

  test("one that is rotated while we are connected (row 25)", async () => {
    const admin = server.admin();
    const setPassword = (password: string) =>
      admin.call("ACL", "SETUSER", "app", "reset", "on", `>${password}`, "~*", "&*", "+@all");
    await setPassword(CANARY);
    const redis = server.url.replace("//", `//${USER}@`);
    const [locks, waiter] = [open({ redis }), open({ redis })];
    for (const client of [locks, waiter]) for (const event of EVENTS) client.on(event, note);
    const held = await locks.acquire("held", { ttl: 1_200 });
    const { signal } = held;
    const waiting = waiter.acquire("held").catch((error: unknown) => error);
    await new Promise((resolve) => waiter.on("waiting", resolve));

    await setPassword("another");
    await admin.call("CLIENT", "KILL", "USER", "app");
    const lost = await waitUntil(() => signal.aborted && signal.reason, { what: "the loss" });
    expect(lost).toMatchObject({ code: "LOCK_LOST" });
    const errors = [lost, await waiting, ...(await live(locks))];
    errors.forEach(note);
    expectTyped(errors);
    expect(exposed(errors[1])).toContain("WRONGPASS");

    await setPassword(CANARY);
    const again = await waitUntil(() => locks.tryAcquire("held"), { what: "the old password" });
    expect(again.fence).toBeGreaterThan(held.fence);
    await Promise.all([locks.close(), waiter.close()]);
  });
});

describe.each(OPENERS)(
  "what a server repeats of a command stays out of sight: $mode",
  ({ open }) => {
    const TOKEN = "canaryToken0123456789";

    async function play(unknown: readonly string[], options: { login?: boolean } = {}) {
      const config = unknown.map((command) => `rename-command ${command} ""`);
      await using server = await startRedis({ config });
      const redis = options.login ? server.url.replace("//", `//${USER}@`) : server.url;
      await using locks = open({ redis, commandTimeout: 500 });
      const seen: string[] = [];
      const note = (value: unknown) => void seen.push(exposed(value));
      for (const event of EVENTS) locks.on(event, note);
      const failed = await Promise.all(
        [
          locks.acquire("a", { blockingTimeout: 300 }),
          locks.tryAcquire("b"),
          locks.peek("c"),
          locks.release("d", TOKEN),
          locks.forceRelease("e"),
          locks.withLock("f", () => new Promise((resolve) => setTimeout(resolve, 20))),
          locks.withLock("f", () => undefined),
        ].map((asked) => asked.then(note, (error: unknown) => error)),
      );
      failed.forEach(note);
      const said = seen.join("\n");
      for (const secret of [...FORMS, TOKEN]) expect(said).not.toContain(secret);
      expect(said).not.toMatch(REPEATED);
      return { failed, said };
    }

    test("a server without scripts", async () => {
      const { failed, said } = await play(["EVAL", "EVALSHA"]);
      for (const error of failed) expect(error).toBeInstanceOf(LockError);
      expect(said).toContain("ERR unknown command 'eval'");
    });

    test("a server without EVALSHA", async () => {
      const { said } = await play(["EVALSHA"]);
      expect(said).toContain("ERR unknown command 'evalsha'");
    });

    test("a server without AUTH and HELLO", async () => {
      const { failed, said } = await play(["AUTH", "HELLO"], { login: true });
      for (const error of failed) expect(error).toBeInstanceOf(LockError);
      expect(said).toContain("ERR unknown command 'auth'");
    });

    test.each(["SUBSCRIBE", "UNSUBSCRIBE", "PUBLISH", "CLIENT", "SELECT", "TIME"])(
      "a server without %s",
      async (command) => {
        await play([command]);
      },
    );
  },
);

test("a replication that the server does not know repeats nothing", async () => {
  await using server = await startRedis({ config: [`rename-command WAIT ""`] });
  await using locks = createSpinLocks({
    redis: server.url,
    commandTimeout: 2_000_000,
    durability: { replicas: 1, timeout: 1_234_567 },
  });
  const failure = await locks.tryAcquire("a").catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "LOCK_BACKEND", operation: "replicate" });
  expect(exposed(failure)).toContain("ERR unknown command 'wait'");
  expect(exposed(failure)).not.toMatch(/1234567|with args/);
});

test("a client whose own error repeats what was sent is not quoted", async () => {
  const redis = {
    options: {},
    evalsha: () => Promise.reject(new Error("unused")),
    eval: (...sent: unknown[]) => Promise.reject(new Error(`cannot send ${sent.join(" ")}`)),
  };
  await using locks = createSpinLocks({ redis });
  const failure = await locks
    .release("a", "canaryToken0123456789")
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "LOCK_BACKEND" });
  expect(exposed(failure)).not.toMatch(/canaryToken|KEYS\[1\]/);
});
