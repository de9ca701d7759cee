import { constant } from "@lockwire/core";
import { conformance } from "@lockwire/core/testing";
import { createSpinLocks } from "@lockwire/redis-spin";
import { countCommands, type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** No channel, and not one command of pub/sub. */
const RULES =
  "on >secret resetkeys ~lockwire:* resetchannels nocommands +eval +evalsha +info +client +set +get +del +pexpire +pttl +time";

describe("under a user without pub/sub", () => {
  let server: RedisServer;
  let url: string;

  beforeAll(async () => {
    server = await startRedis();
    await server.admin().call("ACL", "SETUSER", "spin", ...RULES.split(" "));
    url = server.url.replace("//", "//spin:secret@");
  });
  afterAll(() => server.stop());

  const withoutSharing = (title: string, body: () => void) =>
    title === "mode and limit" || describe.concurrent(title, body);
  conformance(
    { describe: withoutSharing, test },
    {
      minHold: true,
      resume: true,
      connect: (options) => createSpinLocks({ ...options, redis: url }),
    },
  );

  test("a contended lock asks for nothing that is denied", async () => {
    const admin = server.admin();
    await admin.call("ACL", "LOG", "RESET");
    const counted = await countCommands(admin);
    await using holder = createSpinLocks({ redis: url });
    await using waiter = createSpinLocks({ redis: url, backoff: constant(10) });
    const held = await holder.acquire("quiet");
    const next = waiter.acquire("quiet");
    await expect
      .poll(async () => (await counted())["evalsha"] ?? 0, { timeout: 10_000 })
      .toBeGreaterThan(5);
    await held.release();
    await (await next).release();

    const commands = Object.keys(await counted());
    expect(commands.filter((command) => /publish|subscribe|pubsub/.test(command))).toEqual([]);
    expect(await admin.call("ACL", "LOG")).toEqual([]);
  });
});
