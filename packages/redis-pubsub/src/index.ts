export * from "@lockwire/core";
export type { Durability, LayoutName, LockLayout } from "@lockwire/redis";
export { createPubSubLocks } from "./create-pubsub-locks.js";
export type { PubSubLocksOptions } from "./options.js";
