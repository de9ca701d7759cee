import { AsyncResource } from "node:async_hooks";
import { checkFunction } from "../checks/check-function.js";
import { checkObject } from "../checks/check-options.js";
import type { Backend, BackendReports } from "../contract/backend.js";
import { asBackendError } from "../contract/errors.js";
import type { LockClient } from "../contract/lock-client.js";
import {
  type ClientOptions,
  checkInteger,
  DEFAULTS,
  MAX_DELAY,
  resolveDefaults,
} from "../contract/options.js";
import { Cleanup } from "./cleanup.js";
import { Emitter } from "./emitter.js";
import { EngineLockClient } from "./lock-client.js";

/**
 * Creates a lock client over your own backend, which implements the port in `contract/backend.ts`.
 *
 * It checks only the options of `ClientOptions`; use `checkOptions` to refuse a misspelt option of the backend.
 *
 * @param createBackend receives the functions with which the backend reports what no caller is waiting for.
 * @throws {RangeError | TypeError} on a bad option.
 */
export function createLocks(
  createBackend: (reports: BackendReports) => Backend,
  options: ClientOptions = {},
): LockClient {
  checkFunction("createBackend", createBackend);
  const defaults = resolveDefaults(DEFAULTS, options);
  const { commandTimeout = DEFAULTS.commandTimeout } = options;
  checkInteger("commandTimeout", commandTimeout, 1, MAX_DELAY);
  const emitter = new Emitter();
  const report = (name: string, error: unknown) =>
    emitter.emit("error", { name, error: asBackendError(error, name, "background") });
  let client: EngineLockClient | undefined;
  const backend = createBackend(reportsTo(emitter, report, (claim) => client?.markLost(claim)));
  checkObject("backend", backend);
  for (const step of ["contender", "peek", "release", "forceRelease"] as const) {
    checkFunction(`backend.${step}`, backend[step]);
  }
  const cleanup = new Cleanup(commandTimeout, report);
  const context = { backend, cleanup, emitter, commandTimeout, report };
  client = new EngineLockClient(context, defaults);
  return client;
}

/** A connection serves every caller, so its reports run in the async context in which the client was created. */
function reportsTo(
  emitter: Emitter,
  error: BackendReports["error"],
  lost: BackendReports["lost"],
): BackendReports {
  const { bind } = AsyncResource;
  return {
    degraded: bind((name, reason, cause) =>
      emitter.emit("degraded", {
        name,
        reason,
        ...(cause === undefined ? {} : { cause: asBackendError(cause, name, "subscribe") }),
      }),
    ),
    restored: bind((name) => emitter.emit("restored", { name })),
    error: bind(error),
    lost,
  };
}
