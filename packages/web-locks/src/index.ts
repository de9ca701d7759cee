export { createWebLocks } from "./create-web-locks.js";
export { Lock } from "./lock.js";
export { LockManager } from "./lock-manager.js";
export type { WebLocksOptions } from "./options.js";
export type {
  LockGrantedCallback,
  LockInfo,
  LockManagerSnapshot,
  LockMode,
  LockOptions,
} from "./standard.js";
