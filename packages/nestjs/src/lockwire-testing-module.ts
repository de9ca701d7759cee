import { createMemoryLocks } from "@lockwire/core";
import { type DynamicModule, Module } from "@nestjs/common";
import { getLocksToken } from "./inject-locks.js";
import {
  checkTestingModuleOptions,
  DEFAULT_NAME,
  type LockwireTestingModuleOptions,
} from "./options.js";
import { provideLocks } from "./provide-locks.js";

/** Provides memory locks in place of `LockwireModule`, for tests without a server. */
export class LockwireTestingModule {
  /**
   * Registers a client on memory under each of the names.
   *
   * @throws {TypeError} on a bad option.
   */
  static forRoot(options: LockwireTestingModuleOptions = {}): DynamicModule {
    checkTestingModuleOptions(options);
    const { names = [DEFAULT_NAME], isGlobal = true } = options;
    const tokens = names.map(getLocksToken);
    return {
      module: LockwireTestingModule,
      global: isGlobal,
      providers: tokens.flatMap((token) =>
        provideLocks({ token, useFactory: () => createMemoryLocks(), closeOnShutdown: true }),
      ),
      exports: tokens,
    };
  }
}

Module({})(LockwireTestingModule);
