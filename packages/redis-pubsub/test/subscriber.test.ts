import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Subscriber } from "../src/subscriber.js";
import type { SubscriberTransport } from "../src/subscriber-transport.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A connection that answers a subscription when it is told to. */
function answering() {
  const answers: (() => void)[] = [];
  const transport = {
    shared: false,
    together: true,
    connection: { redis: Object.assign(new EventEmitter(), { status: "ready" }) },
    subscribe: () => new Promise<void>((resolve) => answers.push(resolve)),
    unsubscribe: () => Promise.resolve(),
    check: () => undefined,
    close: () => Promise.resolve(),
  } as unknown as SubscriberTransport;
  return { answers, transport };
}

const listener = () => ({ message: vi.fn(), live: vi.fn(), down: vi.fn() });

test("an answer to a subscription that was left does not count for the next one", async () => {
  const { answers, transport } = answering();
  const subscriber = new Subscriber(() => transport, {
    checkEvery: 60_000,
    ordered: true,
    commandTimeout: 5_000,
    report: () => undefined,
    onHeartbeat: () => undefined,
  });
  const [first, second] = [listener(), listener()];
  subscriber.listen("name", first);
  subscriber.leave("name", first);
  await vi.advanceTimersByTimeAsync(60_000);
  subscriber.listen("name", second);
  expect(answers).toHaveLength(2);
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(second.live).not.toHaveBeenCalled();
  answers[1]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(second.live).toHaveBeenCalledOnce();
  await subscriber.close();
});
