export { createPubSubLocks } from "./create-pubsub-locks.js";
export type { PubSubLocksOptions } from "./options.js";
