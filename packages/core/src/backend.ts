export { checkFunction } from "./checks/check-function.js";
export {
  checkObject,
  checkOptions,
  type OptionNames,
  readOptions,
} from "./checks/check-options.js";
export { checkSignal } from "./checks/check-signal.js";
export { isError } from "./checks/is-error.js";
export { disregard } from "./checks/is-thenable.js";
export { show } from "./checks/show.js";
export type {
  Backend,
  BackendReports,
  Chance,
  Claim,
  Contender,
  Grant,
  Refusal,
  TakenOver,
  Transfer,
  TransferOptions,
} from "./contract/backend.js";
export { asBackendError, LockBackendError } from "./contract/errors.js";
export {
  type ClientExtensions,
  extensionsOf,
  type Notes,
  type NotesChange,
} from "./contract/extensions.js";
export type { LockClient } from "./contract/lock-client.js";
export type { LockInfo } from "./contract/lock-info.js";
export type { HoldMode, Sharing } from "./contract/mode.js";
export {
  CLIENT_OPTIONS,
  type ClientOptions,
  checkBoolean,
  checkInteger,
  DEFAULTS,
} from "./contract/options.js";
export { createLocks } from "./engine/create-locks.js";
export { AutoResetEvent } from "./engine/time/auto-reset-event.js";
export { type Entry, LinkedList } from "./engine/time/linked-list.js";
export { sleep } from "./engine/time/sleep.js";
export { SYNCHRONIZED_OPTIONS } from "./synchronized/options.js";
