import { startProxy } from "@lockwire/support";
import { expect, test } from "vitest";
import { SplitRedis } from "../promises/split-redis.js";
import { Fleet } from "./fleet.js";

/** Long enough that a test which has to wait for it fails. */
const TTL = 60_000;

test.each([
  { localHandoffs: 50, what: "passed to the next of its process" },
  { localHandoffs: 0, what: "yielded to another process" },
])(
  "a lock is $what once, although its client asks again over a new connection",
  async ({ localHandoffs }) => {
    await using fleet = await Fleet.start();
    await using proxy = await startProxy({ target: fleet.server });
    const redis = new SplitRedis(proxy.port, fleet.server.port);
    redis.on("error", () => undefined);
    const client = fleet.client({ redis, localHandoffs, commandTimeout: 10_000 });
    const held = await client.acquire("again", { ttl: TTL });
    const other = localHandoffs === 0 ? await fleet.enqueue(fleet.client(), "again") : undefined;
    const next = client.acquire("again", { ttl: TTL, autoExtend: false, blockingTimeout: TTL });
    next.catch(() => undefined);

    proxy.drop("toClient");
    const released = held.release();
    const { token } = held;
    const passedOn = async () => (await fleet.server.admin().get("lockwire:{again}")) !== token;
    await expect.poll(passedOn, { timeout: 10_000 }).toBe(true);
    await proxy.heal();
    expect(await released).toBe(true);

    const theirs = await other?.lock;
    const queued = other && (await fleet.queued("again"));
    const releasedAt = performance.now();
    await theirs?.release();
    const lock = await next;
    expect(performance.now() - releasedAt).toBeLessThan(2_000);
    expect(queued ?? 1).toBe(1);
    expect(lock.fence).toBeGreaterThan(Math.max(held.fence, theirs?.fence ?? 0));
    expect(await lock.release()).toBe(true);
    expect(await fleet.server.admin().exists("lockwire:{again}", "lockwire:{again}:queue")).toBe(0);
    await client.close();
    redis.disconnect();
  },
);
