import { waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";
import { CLIENTS } from "./clients.js";
import { Pair } from "./pair.js";

/** The connection that waits for replicas is ours, and goes on; but nothing could be released. */
test.each(CLIENTS)(
  "nothing is acquired or renewed over $client that its owner has closed",
  async ({ open }) => {
    await using pair = await Pair.start();
    const { redis, close } = await open(pair.primary.url);
    const locks = pair.client({ redis });
    const lock = await locks.acquire("held", { ttl: 1_000 });
    await close();
    await waitUntil(() => lock.signal.aborted, { what: "the loss" });
    expect(lock.signal.reason).toMatchObject({ code: "LOCK_LOST", why: "unreachable" });
    const acquiring = locks.acquire("other", { blockingTimeout: 300 });
    await expect(acquiring).rejects.toMatchObject({ name: /^Lock/ });
    expect(await pair.tokens("other")).toEqual([null, null]);
    await locks.close({ releaseHeld: false });
  },
);
