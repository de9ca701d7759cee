import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { DocumentedUser, startRedis } from "@lockwire/support";
import { createWebLocks } from "@lockwire/web-locks";
import { expect, test } from "vitest";

test("a user with the documented permissions can do everything", async () => {
  const server = await startRedis();
  const user = await (await DocumentedUser.read("lockwire-handoff")).with("lockwire-sharing");
  const url = await user.create(server);
  const [client, another] = [
    createPubSubLocks({ redis: url }),
    createPubSubLocks({ redis: url }),
  ] as const;
  try {
    const errors: unknown[] = [];
    for (const each of [client, another]) each.on("error", ({ error }) => errors.push(error));
    const locks = createWebLocks(client, { ttl: 1_000 });
    const other = createWebLocks(another);
    const shared = locks.request("name", { mode: "shared" }, () => new Promise(() => undefined));
    const stolen = expect(shared).rejects.toMatchObject({ name: "AbortError" });
    expect((await locks.query()).held).toHaveLength(1);
    expect(await other.query()).toEqual(await locks.query());
    await other.request("name", { steal: true }, () => undefined);
    await stolen;
    expect(errors).toEqual([]);
  } finally {
    await Promise.all([client.close(), another.close()]);
    await server.stop();
  }
});
