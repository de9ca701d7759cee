import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";

/** The variant of that title, for the programs that are processes of their own: what variants.ts is for the tests. */
export function connect(title, redis) {
  if (title === "spin") return createSpinLocks({ redis });
  return createPubSubLocks({ redis, handoff: title === "pub/sub" });
}
