import { slotOf } from "@lockwire/redis";
import { startRedis } from "@lockwire/support";
import { expect, it } from "vitest";

const KEYS = [
  "",
  "foo",
  "{user1000}.following",
  "foo{}{bar}",
  "foo{{bar}}zap",
  "foo{bar}{zap}",
  "}{",
  "lockwire:{Größe %7B}",
];

it("knows the slot of a key as the server does", async () => {
  await using server = await startRedis({ config: ["cluster-enabled yes"] });
  const admin = server.admin();
  const slots = await Promise.all(KEYS.map((key) => admin.cluster("KEYSLOT", key)));
  expect(KEYS.map(slotOf)).toEqual(slots);
});
