export { checkFunction } from "./checks/check-function.js";
export { checkOptions, type OptionNames } from "./checks/check-options.js";
export type {
  Backend,
  BackendReports,
  Chance,
  Claim,
  Contender,
  Grant,
  Refusal,
  Transfer,
  TransferOptions,
} from "./contract/backend.js";
export { asBackendError } from "./contract/errors.js";
export { CLIENT_OPTIONS, checkBoolean, checkInteger, DEFAULTS } from "./contract/options.js";
export { Bell } from "./engine/bell.js";
export { createLocks } from "./engine/create-locks.js";
export { sleep } from "./engine/sleep.js";
