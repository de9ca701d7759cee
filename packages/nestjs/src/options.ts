import type { LockClient, SynchronizedOptions } from "@lockwire/core";
import {
  checkBoolean,
  checkFunction,
  checkOptions,
  type OptionNames,
  SYNCHRONIZED_OPTIONS,
  show,
} from "@lockwire/core/backend";
import type { FactoryProvider, ModuleMetadata } from "@nestjs/common";

/** The options of every registration of a lock client. */
interface RegistrationOptions {
  /**
   * The name by which the client is injected: `@InjectLocks("billing")`, `@Lock({ client: "billing", ... })`.
   * @default "default"
   */
  name?: string | undefined;
  /**
   * Whether every module of the application can inject the client without importing this one.
   * @default false
   */
  isGlobal?: boolean | undefined;
  /**
   * Whether to close the client when the application shuts down, once it serves no more requests. With `false` you close it
   * yourself, for example because other applications of the process use it too.
   * @default true
   */
  closeOnShutdown?: boolean | undefined;
}

export interface LockwireModuleOptions extends RegistrationOptions {
  /** The lock client, or a function that creates it when the application starts. */
  locks: LockClient | (() => LockClient | Promise<LockClient>);
}

export interface LockwireModuleAsyncOptions<Dependencies extends unknown[] = unknown[]>
  extends RegistrationOptions {
  /** The modules that export the tokens in `inject`. */
  imports?: ModuleMetadata["imports"];
  /** The dependencies with which `useFactory` is called: classes and other injection tokens. */
  inject?: FactoryProvider["inject"];
  /** Creates the lock client when the application starts. */
  useFactory: (...dependencies: Dependencies) => LockClient | Promise<LockClient>;
}

export interface LockwireTestingModuleOptions {
  /**
   * The names of the clients, each with its own locks.
   * @default ["default"]
   */
  names?: readonly string[] | undefined;
  /**
   * Whether every module of the application can inject the clients without importing this one.
   * @default true
   */
  isGlobal?: boolean | undefined;
}

/** The options of `synchronized`, and which of several clients acquires the lock. */
export interface LockOptions<Args extends readonly unknown[] = readonly unknown[], This = unknown>
  extends SynchronizedOptions<Args, This> {
  /**
   * The name that the client has in `LockwireModule`.
   * @default "default"
   */
  client?: string | undefined;
}

export const DEFAULT_NAME = "default";

export const LOCK_OPTIONS: OptionNames<LockOptions> = { ...SYNCHRONIZED_OPTIONS, client: true };

const REGISTRATION_OPTIONS: OptionNames<RegistrationOptions> = {
  name: true,
  isGlobal: true,
  closeOnShutdown: true,
};

export const MODULE_OPTIONS: OptionNames<LockwireModuleOptions> = {
  ...REGISTRATION_OPTIONS,
  locks: true,
};

export const MODULE_ASYNC_OPTIONS: OptionNames<LockwireModuleAsyncOptions> = {
  ...REGISTRATION_OPTIONS,
  imports: true,
  inject: true,
  useFactory: true,
};

const TESTING_MODULE_OPTIONS: OptionNames<LockwireTestingModuleOptions> = {
  names: true,
  isGlobal: true,
};

export function checkModuleOptions(options: LockwireModuleOptions): void {
  checkOptions(options, MODULE_OPTIONS);
  checkRegistration(options);
  if (typeof options.locks !== "function") checkClient("locks", options.locks);
}

export function checkModuleAsyncOptions(options: LockwireModuleAsyncOptions<never>): void {
  checkOptions(options, MODULE_ASYNC_OPTIONS);
  checkRegistration(options);
  checkFunction("useFactory", options.useFactory);
  checkList("imports", options.imports);
  checkList("inject", options.inject);
}

export function checkTestingModuleOptions(options: LockwireTestingModuleOptions): void {
  checkOptions(options, TESTING_MODULE_OPTIONS);
  checkFlag("isGlobal", options.isGlobal);
  checkList("names", options.names);
  for (const name of options.names ?? []) checkClientName("names", name);
}

export function checkClientName(option: string, name: unknown): void {
  if (typeof name === "string" && name !== "") return;
  const got = name === "" ? "an empty one" : show(name);
  throw new TypeError(`${option} must be a non-empty string, got ${got}`);
}

/** @param what where the client comes from, for the error */
export function checkClient(what: string, client: LockClient): LockClient {
  const { acquire, close }: Partial<LockClient> = Object(client);
  if (typeof acquire === "function" && typeof close === "function") return client;
  throw new TypeError(
    `${what} must be a lock client, or a function that returns one, got ${show(client)}`,
  );
}

function checkRegistration({ name, isGlobal, closeOnShutdown }: RegistrationOptions): void {
  if (name !== undefined) checkClientName("name", name);
  checkFlag("isGlobal", isGlobal);
  checkFlag("closeOnShutdown", closeOnShutdown);
}

function checkFlag(option: string, value: boolean | undefined): void {
  if (value !== undefined) checkBoolean(option, value);
}

function checkList(option: string, value: unknown): void {
  if (value === undefined || Array.isArray(value)) return;
  throw new TypeError(`${option} must be an array, got ${show(value)}`);
}
