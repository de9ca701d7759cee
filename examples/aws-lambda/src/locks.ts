import { createPubSubLocks } from "@lockwire/redis-pubsub";

/** Created once per instance, outside the handler, like any connection on Lambda. It connects at first use. */
export const locks = createPubSubLocks({
  redis: process.env["REDIS_URL"] ?? "redis://localhost:6379",
  // How long a frozen or dead instance keeps the others out.
  ttl: 1_000,
});
