import { waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";
import type { ScriptCall, Scripts } from "../src/client/script-runner.js";
import { prefixedLayout } from "../src/layout/layout.js";
import { ACQUIRE_SLOT, RELEASE_SLOT } from "../src/scripts/scripts.js";
import { RedisSteps } from "../src/stores/redis-steps.js";
import { readAcquiredSlot } from "../src/stores/replies.js";

test("a call that goes on with dead waiters, and loses its connection, says nothing of a lock that nobody released", async () => {
  const connection = { interruptions: 0 };
  const reported: unknown[] = [];
  const calls: ScriptCall[] = [];
  const replies: unknown[] = [["more", ["slot", 2e15, 0]], [2, 0], 0];
  const scripts: Scripts = {
    run(script, call) {
      calls.push(call);
      expect(script).toBe(calls.length === 1 ? ACQUIRE_SLOT : RELEASE_SLOT);
      connection.interruptions += 1;
      return Promise.resolve(replies.shift());
    },
    check: () => undefined,
  };
  const steps = new RedisSteps(scripts, {
    layout: prefixedLayout(),
    announce: true,
    confirmsTransfers: false,
    connection,
    report: (_name, error) => reported.push(error),
    lost: () => undefined,
  });
  const read = readAcquiredSlot(true);
  const acquired = await steps.runOnSlots(ACQUIRE_SLOT, read, "acquire", "job", []);
  expect(acquired).toEqual({ acquired: true, fence: 2e15 });
  await waitUntil(() => replies.length === 0, { what: "the rest of the dead waiters" });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(calls).toHaveLength(3);
  expect(reported).toEqual([]);
});
