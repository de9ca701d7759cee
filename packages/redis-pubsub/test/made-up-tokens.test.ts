import type { AcquireOptions } from "@lockwire/core";
import { expect, test } from "vitest";
import { Fleet, lockKey } from "./handoff/fleet.js";

/** What stands in the keys of a lock beside its holders' tokens. */
const MADE_UP = ["!shared", "!limited", "!shared ", "limit", ...Array.from({ length: 10 }, String)];

test.each<{ kind: string; options: AcquireOptions; holders: number }>([
  { kind: "alone", options: {}, holders: 1 },
  { kind: "shared", options: { mode: "shared" }, holders: 3 },
  { kind: "with a limit", options: { limit: 10 }, holders: 10 },
])("what is no token releases nothing, and is not resumed, $kind", async (each) => {
  await using fleet = await Fleet.start();
  const [holder, other] = [fleet.client(), fleet.client()];
  const held = await Promise.all(
    Array.from({ length: each.holders }, () => holder.acquire("job", each.options)),
  );
  const admin = fleet.server.admin();
  const keys = () =>
    Promise.all([
      admin.get(lockKey("job")),
      admin.hgetall(`${lockKey("job")}:holders`),
      admin.zrange(`${lockKey("job")}:slots`, "0", "-1", "WITHSCORES"),
    ]);
  const before = await keys();
  for (const token of MADE_UP) {
    expect(await other.release("job", token)).toBe(false);
    expect(await other.resume("job", token)).toBeNull();
  }
  expect(await keys()).toEqual(before);
  for (const lock of held) expect(await lock.release()).toBe(true);
});
