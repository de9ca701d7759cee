import { expect, test } from "vitest";
import { Channel, type ChannelListener } from "../../src/channel.js";
import { GrantRouter } from "../../src/handoff/grant-router.js";

test("messages to a waiter that is gone lead to a bounded number of releases", () => {
  const listeners: ChannelListener[] = [];
  const router = new GrantRouter({
    clientChannels: () => "client@",
    channels: {
      ordered: true,
      listen: (_, listener) => {
        listeners.push(listener);
        return new Channel();
      },
      leave: () => undefined,
      stateOf: () => undefined,
      close: async () => undefined,
    },
  });
  const waiter = { message: () => undefined, live: () => undefined, down: () => undefined };
  router.inboxOf("job").listen(router.newKey(), waiter);
  const key = router.newKey();
  let releases = 0;
  router.releaseGrantsTo(key, () => {
    releases += 1;
  });
  for (let sent = 0; sent < 10_000; sent += 1) listeners[0]?.message(key);
  expect(releases).toBeGreaterThanOrEqual(64);
  expect(releases).toBeLessThan(200);
});
