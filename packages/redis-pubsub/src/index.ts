export type { Durability } from "@lockwire/core/redis";
export { createPubSubLocks } from "./create-pubsub-locks.js";
export type { PubSubLocksOptions } from "./options.js";
