import { expect, test } from "vitest";
import { Channel } from "../src/channel.js";
import { PushWait } from "../src/push-wait.js";

test("a wait that is over already does not wait for its subscription", async () => {
  const channel = new Channel();
  const wait = new PushWait({
    name: "over",
    key: "over",
    hearsGrants: true,
    source: { ordered: false, listen: () => channel, leave: () => undefined },
    reports: {
      degraded: () => undefined,
      restored: () => undefined,
      error: () => undefined,
      lost: () => undefined,
    },
    safetyPoll: 5_000,
  });
  const startedAt = performance.now();
  await wait.nextChance({ freeIn: 1_000, attempt: 1, queued: false }, AbortSignal.abort());
  expect(performance.now() - startedAt).toBeLessThan(150);
});
