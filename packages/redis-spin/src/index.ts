export * from "@lockwire/core";
export type { Durability, LayoutName, LockLayout } from "@lockwire/redis";
export { createSpinLocks } from "./create-spin-locks.js";
export type { SpinLocksOptions } from "./options.js";
