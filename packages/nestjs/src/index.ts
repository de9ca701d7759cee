export { getLocksToken, InjectLocks } from "./inject-locks.js";
export { Lock } from "./lock.js";
export type { LockDecorator, SkippingLockDecorator } from "./lock-decorator.js";
export { LockwireModule } from "./lockwire-module.js";
export { LockwireTestingModule } from "./lockwire-testing-module.js";
export type {
  LockOptions,
  LockwireModuleAsyncOptions,
  LockwireModuleOptions,
  LockwireTestingModuleOptions,
} from "./options.js";
