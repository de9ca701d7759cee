export type { Durability } from "@lockwire/core/redis";
export { createSpinLocks } from "./create-spin-locks.js";
export type { SpinLocksOptions } from "./options.js";
