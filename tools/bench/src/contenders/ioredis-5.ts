import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { Redis } from "ioredis5";
import type { Contender } from "./contender.js";
import { acquireOf } from "./lockwire.js";
import { rawOver } from "./raw.js";

/** As it comes, over a client of ioredis 5 that is given. */
export const lockwireIoredis5: Contender = {
  id: "lockwire-ioredis-5",
  kind: "ours",
  waits: true,
  open: ({ url, ttl }) => {
    const redis = new Redis(url);
    return acquireOf(createPubSubLocks({ redis, ttl, blockingTimeout: Number.POSITIVE_INFINITY }));
  },
};

/** The same as `raw`, over ioredis 5. */
export const rawIoredis5 = rawOver("raw-ioredis-5", (url) => new Redis(url));
