import { createPubSubLocks } from "@lockwire/redis-pubsub";

/** Made once an instance, outside of the handler, as every connection on Lambda. It connects at its first use. */
export const locks = createPubSubLocks({
  redis: process.env["REDIS_URL"] ?? "redis://localhost:6379",
  // How long an instance that is frozen or dead keeps the others out.
  ttl: 1_000,
});
