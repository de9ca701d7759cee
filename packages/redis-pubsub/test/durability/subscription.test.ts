import { startProxy, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NEVER_POLLS } from "../contend.js";
import { Pair } from "./pair.js";

let pair: Pair;
beforeAll(async () => {
  pair = await Pair.start();
});
afterAll(() => pair[Symbol.asyncDispose]());

const queue = (name: string) => pair.primary.admin().zrange(`lockwire:{${name}}:queue`, "0", "-1");
const untilQueued = (name: string) =>
  waitUntil(async () => (await queue(name)).length === 1, { what: "a place in the queue" });

/** Attempts go over another connection than the subscription, which they may overtake. */
test("a waiter on a URL counts as subscribed only once its subscription is confirmed", async () => {
  await using proxy = await startProxy({ target: pair.primary });
  const holder = pair.client();
  const waiter = pair.client({ redis: proxy.url, ...NEVER_POLLS });
  await (await waiter.acquire("warm-up")).release();
  const held = await holder.acquire("slow", { ttl: 60_000 });
  waiter.on("waiting", () => proxy.stall("toClient"));
  const next = waiter.acquire("slow");
  await untilQueued("slow");
  expect(await queue("slow")).toEqual([expect.stringMatching(/^- /)]);

  const restored = new Promise((resolve) => waiter.on("restored", resolve));
  proxy.flow("toClient");
  await restored;
  const subscribed = async () => !(await queue("slow"))[0]?.startsWith("- ");
  await waitUntil(subscribed, { what: "a place as one that is subscribed" });
  await held.release();
  expect(await (await next).release()).toBe(true);
  await waiter.close();
});

/** The connection of a URL opens at its first command, which an attempt is not. */
test("a client that has only tried to acquire hears of the release", async () => {
  const [holder, waiter] = [pair.client(), pair.client(NEVER_POLLS)];
  const degraded: string[] = [];
  waiter.on("degraded", ({ reason }) => degraded.push(reason));
  const held = await holder.acquire("first", { ttl: 60_000 });
  const next = waiter.acquire("first");
  await untilQueued("first");
  await held.release();
  expect(await (await next).release()).toBe(true);
  expect(degraded).toEqual([]);
});
