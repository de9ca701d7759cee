import type { AcquireOptions, LockClient } from "@lockwire/core";
import { createPubSubLocks, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { type Acquire, type Allows, type Contender, PLACES, parseShared } from "./contender.js";

const blockingTimeout = Number.POSITIVE_INFINITY;

function acquireOf(locks: LockClient, allows: Allows): Acquire {
  return async (wanted) => {
    const { name, shared } = parseShared(wanted);
    const terms: AcquireOptions =
      allows === "places" ? { limit: PLACES } : { mode: shared ? "shared" : "exclusive" };
    const lock = await locks.acquire(name, terms);
    return () => lock.release();
  };
}

const pubSub = (id: string, allows: Allows, options: Partial<PubSubLocksOptions>): Contender => ({
  id: `${id}-${allows}`,
  kind: "ours",
  waits: true,
  allows,
  open: ({ url, ttl }) =>
    acquireOf(createPubSubLocks({ redis: url, ttl, blockingTimeout, ...options }), allows),
});

const spin = (allows: Allows): Contender => ({
  id: `lockwire-spin-${allows}`,
  kind: "ours",
  waits: true,
  allows,
  open: ({ url, ttl }) => acquireOf(createSpinLocks({ redis: url, ttl, blockingTimeout }), allows),
});

export const lockwireSeveral: readonly Contender[] = (["places", "sharers"] as const).flatMap(
  (allows) => [
    pubSub("lockwire-handoff", allows, {}),
    pubSub("lockwire-fifo", allows, { localHandoffs: 0 }),
    spin(allows),
  ],
);
