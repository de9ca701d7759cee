import { LockError } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";

/** Prints how an acquisition on the server of the environment fails, and its first cause. */
async function main(): Promise<void> {
  const locks = createPubSubLocks({ redis: process.env["REDIS_URL"] ?? "" });
  const error: unknown = await locks
    .acquire("any", { blockingTimeout: 1_000 })
    .catch((reason) => reason);
  await locks.close();

  if (!(error instanceof LockError)) throw error;
  let cause: unknown = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  console.log(`${error.code}: ${String(cause)}`);
}

void main();
