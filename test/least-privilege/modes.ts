import type { ClientOptions, LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";

/** A package and mode, and the user of SECURITY.md that it needs. */
export interface Mode {
  readonly user: string;
  readonly open: (redis: string, options?: Options) => LockClient;
}

interface Options extends ClientOptions {
  /** For those who listen. */
  readonly safetyPoll?: number;
}

/** Shorter than any user's, so that what a poll does is soon seen, in ms. */
export const SAFETY_POLL = 60;

export const MODES: readonly Mode[] = [
  {
    user: "lockwire-handoff",
    open: (redis, options) => createPubSubLocks({ ...options, redis }),
  },
  {
    user: "lockwire-plain",
    open: (redis, options) => createPubSubLocks({ ...options, redis, handoff: false }),
  },
  {
    user: "lockwire-spin",
    open: (redis, { safetyPoll, ...options } = {}) => createSpinLocks({ ...options, redis }),
  },
  {
    user: "lockwire-announce",
    open: (redis, { safetyPoll, ...options } = {}) =>
      createSpinLocks({ ...options, redis, announce: true }),
  },
];
