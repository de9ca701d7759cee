import { leftBehind } from "@lockwire/faults";
import { startSentinel } from "@lockwire/support";
import { expect, it } from "vitest";

it("finds a key on the primary of a group, not on one that was deposed", async () => {
  await using group = await startSentinel({ replicas: 1 });
  const primary = await group.primary();
  const deposed = group.servers.find((server) => server !== primary);
  if (!deposed) throw new Error("There is no second server");
  await deposed.admin().replicaof("NO", "ONE");
  await primary.admin().set("a", "token");
  await deposed.admin().set("b", "token");

  const found = (await leftBehind([primary, deposed], [group])).filter((what) => /key/.test(what));
  expect(found).toEqual(["the key a was left"]);
  const asIfAlone = (await leftBehind([deposed], [])).filter((what) => /key/.test(what));
  expect(asIfAlone).toContain("the key b was left");
}, 60_000);
