import { channel } from "node:diagnostics_channel";
import { expect, test } from "vitest";
import { lockKey } from "./fleet.js";
import { LateClient } from "./late-client.js";

/** Long enough that a test which has to wait for it fails. */
const TTL = 60_000;

test("a transfer within the process that is lost gives the lock up, and the waiter gets it", async () => {
  await using late = await LateClient.connect((url) => url);
  const { client, proxy, fleet } = late;
  const held = await client.acquire("transferred", { ttl: TTL });
  // Somebody knows its token, so the lease cannot go on under the next holder without a step.
  const { token } = held;
  const next = client.acquire("transferred", { ttl: TTL, blockingTimeout: 30_000 });
  await client.peek("transferred");
  proxy.drop("toServer");
  await expect(held.release()).rejects.toMatchObject({ code: "LOCK_BACKEND" });
  expect(await fleet.server.admin().get(lockKey("transferred"))).toBe(token);
  await proxy.heal();
  const lock = await next;
  expect(lock.remaining()).toBeGreaterThan(TTL / 2);
  expect(await lock.release()).toBe(true);
});

test("a lock that was forced out is not passed on within the process", async () => {
  await using late = await LateClient.connect((url) => url);
  const held = await late.client.acquire("forced", { ttl: TTL });
  const next = late.client.acquire("forced", { ttl: TTL, blockingTimeout: 30_000 });
  expect(await late.client.forceRelease("forced")).toBe(true);
  expect(held.signal.aborted).toBe(true);
  expect(await held.release()).toBe(false);
  const lock = await next;
  expect(await lock.owned()).toBe(true);
  expect(await lock.release()).toBe(true);
});

test.each([
  { after: "a look at the clock", isKnown: false },
  { after: "a step at the server", isKnown: true },
])(
  "a lock that runs out in the midst of its release goes to one waiter, after $after",
  async ({ isKnown }) => {
    await using late = await LateClient.connect((url) => url);
    const held = await late.client.acquire("midst", { ttl: 500 });
    const next = late.client.acquire("midst", { ttl: TTL, blockingTimeout: 30_000 });
    const last = late.client.acquire("midst", { ttl: TTL, blockingTimeout: 30_000 });
    // Somebody knows its token, so the lease cannot go on under the next holder without a step.
    if (isKnown) expect(held.token).not.toBe("");
    // What listens to the release is called between the two looks that it takes at the lease.
    const starts = channel("tracing:lockwire.release:start");
    const block = () => {
      const blockedAt = performance.now();
      while (performance.now() - blockedAt < 600);
    };
    starts.subscribe(block);
    const released = held.release();
    starts.unsubscribe(block);
    expect(await released).toBe(false);
    const lock = await next;
    expect(await lock.owned()).toBe(true);
    expect(await lock.release()).toBe(true);
    expect(await (await last).release()).toBe(true);
    expect(await late.fleet.server.admin().exists(lockKey("midst"))).toBe(0);
  },
);
