export { constant } from "./backoff/constant.js";
export { exponential } from "./backoff/exponential.js";
export { linear } from "./backoff/linear.js";
export type { BackoffOptions, BackoffPolicy, Jitter } from "./backoff/policy.js";
export type {
  AcquireOptions,
  AcquireOrNullOptions,
  ResumeOptions,
  TryOptions,
} from "./contract/acquire-options.js";
export { type DescribeOptions, describeLock } from "./contract/describe.js";
export type {
  AcquireTrace,
  HoldTrace,
  LossMessage,
  ReleaseTrace,
} from "./contract/diagnostics.js";
export {
  LockBackendError,
  LockClosedError,
  LockError,
  type LockErrorCode,
  LockLostError,
  LockModeError,
  LockTimeoutError,
  type LossReason,
} from "./contract/errors.js";
export type { LockEvents } from "./contract/events.js";
export type { Leadership, LeadOptions } from "./contract/lead.js";
export type { Lock, LockGroup } from "./contract/lock.js";
export type { CloseOptions, LockClient } from "./contract/lock-client.js";
export type { LockInfo } from "./contract/lock-info.js";
export type { HoldMode, LockMode } from "./contract/mode.js";
export type { ClientOptions } from "./contract/options.js";
export { createMemoryLocks, type MemoryLocksOptions } from "./memory/create-memory-locks.js";
export { MemorySpace } from "./memory/memory-space.js";
export { currentLock } from "./synchronized/current-lock.js";
export type {
  LocksSource,
  NameFunction,
  NamePart,
  OnBusy,
  SynchronizedOptions,
} from "./synchronized/options.js";
export { synchronized } from "./synchronized/synchronized.js";
export type { SkippingSynchronizer, Synchronizer } from "./synchronized/synchronizer.js";
