import { expect, test } from "vitest";
import { Channel } from "../src/channel.js";
import { PushWatch } from "../src/push-watch.js";

test("a watch whose wait is over already does not wait for its subscription", async () => {
  const channel = new Channel();
  const watch = new PushWatch({
    name: "over",
    key: "over",
    ears: { ordered: false, listen: () => channel, leave: () => undefined },
    reports: { degraded: () => undefined, restored: () => undefined, error: () => undefined },
    safetyPoll: 5_000,
  });
  const startedAt = performance.now();
  await watch.start(AbortSignal.abort());
  expect(performance.now() - startedAt).toBeLessThan(150);
});
