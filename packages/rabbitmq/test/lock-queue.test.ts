import { expect, test } from "vitest";
import type { ChannelPool } from "../src/amqp/channel-pool.js";
import { LockQueue } from "../src/protocol/lock-queue.js";

test("a channel that keeps a lock's queue in use goes back when the queue is gone, however often it was asked for", async () => {
  const ends: Array<(message: null) => void> = [];
  let released = 0;
  const raw = {
    checkQueue: async () => undefined,
    consume: async (_: string, receive: (message: null) => void) => {
      ends.push(receive);
      return { consumerTag: `${ends.length}` };
    },
  };
  const channel = () => ({ open: true, raw, ask: (call: (raw: unknown) => unknown) => call(raw) });
  const channels = {
    keep: (setUp: (kept: unknown) => unknown) => setUp(channel()),
    run: async (call: (raw: unknown) => unknown) => call(raw),
    release: () => {
      released += 1;
    },
  } as unknown as ChannelPool;
  const onMessage = () => undefined;
  const lock = new LockQueue({ channels, queue: "lock", inbox: "inbox", onMessage });
  expect(await Promise.all([lock.renew(1_000), lock.renew(1_000)])).toEqual([true, true]);
  for (const end of ends) end(null);
  expect(released).toBe(ends.length);
  // The queue of another attempt needs one of its own.
  await lock.renew(1_000);
  expect(ends.length).toBe(3);
});
