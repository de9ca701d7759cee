import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { startRedis } from "@lockwire/support";
import { expect, test } from "vitest";

test("a token of another library may start as the mode of a lock does", async () => {
  await using server = await startRedis();
  const layout = { key: (name: string) => `theirs:${name}` };
  await using locks = createPubSubLocks({ redis: server.url, layout });
  const admin = server.admin();
  await admin.set("theirs:job", "!worker 1", "PX", 60_000);

  expect(await locks.acquire("job", { blockingTimeout: 600, onTimeout: "null" })).toBeNull();
  expect(await admin.get("theirs:job")).toBe("!worker 1");
  expect(await locks.peek("job")).toMatchObject({ held: true, mode: "exclusive" });
  expect(await locks.forceRelease("job")).toBe(true);
  expect(await admin.get("theirs:job")).toBeNull();
});
