import { randomUUID } from "node:crypto";
import { readOptions } from "@lockwire/core/backend";
import { type DynamicModule, Module } from "@nestjs/common";
import { getLocksToken } from "./inject-locks.js";
import {
  checkClient,
  checkModuleAsyncOptions,
  checkModuleOptions,
  type LockwireModuleAsyncOptions,
  type LockwireModuleOptions,
  MODULE_ASYNC_OPTIONS,
  MODULE_OPTIONS,
} from "./options.js";
import { provideLocks } from "./provide-locks.js";

/** Provides lock clients to the modules that import it. Each registration is one client, under a name. */
export class LockwireModule {
  /**
   * Registers a lock client.
   *
   * @throws {TypeError} on a bad option.
   */
  static forRoot(options: LockwireModuleOptions): DynamicModule {
    checkModuleOptions(options);
    const { locks, ...registration } = readOptions(MODULE_OPTIONS, options);
    const create = typeof locks === "function" ? locks : () => locks;
    return register({ ...registration, useFactory: create }, "locks");
  }

  /**
   * Registers a lock client that is made of other providers: a configuration, a Redis connection.
   *
   * @throws {TypeError} on a bad option.
   */
  static forRootAsync<Dependencies extends unknown[]>(
    options: LockwireModuleAsyncOptions<Dependencies>,
  ): DynamicModule {
    checkModuleAsyncOptions(options);
    const given = readOptions(MODULE_ASYNC_OPTIONS, options);
    const { useFactory } = given;
    const create = (...dependencies: unknown[]) => useFactory(...(dependencies as Dependencies));
    return register({ ...given, useFactory: create }, "useFactory");
  }
}

Module({})(LockwireModule);

/** Stands below `LockwireModule` for a global registration. */
class LocksModule {}

Module({})(LocksModule);

/** Nest 10 takes two dynamic modules for one whose metadata read alike: the id tells them apart. */
function register(options: LockwireModuleAsyncOptions, origin: string): DynamicModule {
  const { name, isGlobal = false, closeOnShutdown = true, imports = [], inject = [] } = options;
  const token = getLocksToken(name);
  const locks = provideLocks({
    token,
    inject,
    useFactory: async (...dependencies) =>
      checkClient(`${origin} of the ${token}`, await options.useFactory(...dependencies)),
    closeOnShutdown,
  });
  const registration = {
    imports,
    providers: [...locks, { provide: "id of LockwireModule", useValue: randomUUID() }],
    exports: [token],
  };
  if (!isGlobal) return { module: LockwireModule, ...registration };
  // Nest shuts down global modules last. The client is closed by one that is not, before the modules that it imports:
  // otherwise these would have closed its connection by then, with its locks held.
  const inner = { module: LocksModule, ...registration };
  return { module: LockwireModule, global: true, imports: [inner], exports: [LocksModule] };
}
