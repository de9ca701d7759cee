import { Stopwatch } from "@lockwire/core/testing";
import { afterEach, expect, test, vi } from "vitest";
import { Channel } from "../src/channel.js";
import { PushWait, type PushWaitOptions } from "../src/push-wait.js";

afterEach(() => void vi.useRealTimers());

function waitOn(channel: Channel, options: Partial<PushWaitOptions> = {}): PushWait {
  return new PushWait({
    name: "job",
    key: "job",
    hearsGrants: true,
    source: { ordered: false, listen: () => channel, leave: () => undefined },
    reports: {
      degraded: () => undefined,
      restored: () => undefined,
      error: () => undefined,
      lost: () => undefined,
    },
    safetyPoll: 5_000,
    ...options,
  });
}

/** How much later a timer may ring, in ms. */
const SLACK = 50;

/** A channel whose subscription has failed. */
function downChannel(): Channel {
  const channel = new Channel();
  channel.goDown("the subscriber is not connected");
  return channel;
}

/** A channel that is subscribed. */
function liveChannel(): Channel {
  const channel = new Channel();
  channel.goLive();
  return channel;
}

test("a wait that is over already does not wait for its subscription", async () => {
  const wait = waitOn(new Channel());
  using watch = new Stopwatch();
  await wait.nextChance({ freeIn: 1_000, attempt: 1, queued: false }, AbortSignal.abort());
  expect(watch.overrun(0)).toBeLessThan(2_500);
});

test.each([
  ["no messages arrive", downChannel, {}, 5_000, 750],
  ["no messages arrive, and the safety poll is shorter", downChannel, {}, 100, 100],
  ["its queue tells it of no grant", liveChannel, { hearsGrants: false }, 5_000, 750],
  [
    "its queue tells it of no grant, and the safety poll is shorter",
    liveChannel,
    { hearsGrants: false },
    100,
    100,
  ],
  ["messages arrive", liveChannel, {}, 5_000, 5_000],
] as const)("a waiter polls in time when %s", async (_, channel, options, safetyPoll, latest) => {
  vi.useFakeTimers();
  const wait = waitOn(channel(), { ...options, safetyPoll });
  wait.attach();
  let polls = false;
  const chance = { freeIn: 60_000, attempt: 1, queued: true };
  const next = wait.nextChance(chance, new AbortController().signal).then(() => {
    polls = true;
  });
  await vi.advanceTimersByTimeAsync(latest / 2 - 1);
  expect(polls).toBe(false);
  await vi.advanceTimersByTimeAsync(latest / 2 + SLACK);
  expect(polls).toBe(true);
  await next;
});
