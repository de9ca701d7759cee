import { channel, tracingChannel } from "node:diagnostics_channel";
import type { LockClient } from "@lockwire/core";
import { createPubSubLocks, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import type { Acquire, Contender } from "./contender.js";

const blockingTimeout = Number.POSITIVE_INFINITY;

const listen = (): void => undefined;
const LISTENERS = {
  start: listen,
  end: listen,
  asyncStart: listen,
  asyncEnd: listen,
  error: listen,
};

function acquireOf(locks: LockClient): Acquire {
  return async (name) => {
    const lock = await locks.acquire(name);
    return () => lock.release();
  };
}

type Redis = PubSubLocksOptions["redis"];

const pubSub = (
  id: string,
  options: Partial<PubSubLocksOptions>,
  connect: (url: string) => Redis | Promise<Redis> = (url) => url,
): Contender => ({
  id,
  kind: "ours",
  waits: true,
  open: async ({ url, ttl }) =>
    acquireOf(createPubSubLocks({ redis: await connect(url), ttl, blockingTimeout, ...options })),
});

/** As it comes, over a client that is given. */
export const lockwireOver = (
  client: "node-redis" | "ioredis-5",
  connect: (url: string) => Redis | Promise<Redis>,
): Contender => pubSub(`lockwire-${client}`, {}, connect);

/** As it comes: a release gives the lock to the next waiter, within the process without a command. */
export const lockwireHandoff = pubSub("lockwire-handoff", {});

/** In strict order of arrival over the whole fleet: no waiter of the holder's process comes first. */
export const lockwireFifo = pubSub("lockwire-fifo", { localHandoffs: 0 });

/** The hand-off with another bound on how often the lock stays within a process. */
export const lockwireLocal = (localHandoffs: number): Contender =>
  pubSub(`lockwire-local-${localHandoffs}`, { localHandoffs });

/** As it comes, with a listener on every diagnostics channel; without one there is nothing to switch off. */
export const lockwireTraced: Contender = {
  ...lockwireHandoff,
  id: "lockwire-traced",
  ownProcess: true,
  open: (options) => {
    for (const operation of ["acquire", "hold", "release"]) {
      tracingChannel<unknown, object>(`lockwire.${operation}`).subscribe(LISTENERS);
    }
    channel("lockwire.lost").subscribe(listen);
    return lockwireHandoff.open(options);
  },
};

/** The plain protocol: a release is announced, and the first process to ask has the lock. */
export const lockwirePlain = pubSub("lockwire-plain", { handoff: false });

/** Without pub/sub: it asks again after a growing, jittered delay. */
export const lockwireSpin: Contender = {
  id: "lockwire-spin",
  kind: "ours",
  waits: true,
  open: ({ url, ttl }) => acquireOf(createSpinLocks({ redis: url, ttl, blockingTimeout })),
};
