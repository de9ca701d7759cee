import { checkFunction } from "../checks/check-function.js";
import { checkObject } from "../checks/check-options.js";
import type { LeaseStore, ReleaseWatcher, WatcherReports } from "../contract/backend.js";
import { asBackendError } from "../contract/errors.js";
import type { LockClient } from "../contract/lock.js";
import {
  type ClientOptions,
  checkInteger,
  DEFAULTS,
  MAX_DELAY,
  resolveTerms,
} from "../contract/options.js";
import type { Arena } from "./arena.js";
import { Emitter } from "./emitter.js";
import { Ghosts } from "./ghosts.js";
import { EngineLockClient } from "./lock-client.js";

export interface Backend {
  readonly store: LeaseStore;
  /** Made with the way to report what no caller is waiting for. */
  readonly watcher: (reports: WatcherReports) => ReleaseWatcher;
  /**
   * How often a lock may go from waiter to waiter within one process while others wait for it, where the store can
   * `pass` it. 0 lets others go first every time.
   */
  readonly localHandoffs?: number;
  /** Called last when the client closes, for what the backend opened. */
  readonly close?: () => Promise<void>;
}

/**
 * A lock client over a backend of your own: the port in `contract/backend.ts` is all that it has to implement.
 *
 * Options besides those of `ClientOptions` are the backend's own and not looked at; `checkOptions` refuses a misspelt one.
 *
 * @throws {RangeError | TypeError} on a bad option.
 */
export function createLocks(backend: Backend, options: ClientOptions = {}): LockClient {
  checkObject("backend", backend);
  checkObject("backend.store", backend.store);
  checkFunction("backend.watcher", backend.watcher);
  const defaults = resolveTerms(DEFAULTS, options);
  const commandTimeout = checkInteger(
    "commandTimeout",
    options.commandTimeout ?? DEFAULTS.commandTimeout,
    1,
    MAX_DELAY,
  );
  const emitter = new Emitter();
  const report = (name: string, error: unknown) =>
    emitter.emit("error", { name, error: asBackendError(error, name, "background") });
  const arena: Arena = {
    store: backend.store,
    watcher: backend.watcher(reportsTo(emitter, report)),
    ghosts: new Ghosts(backend.store, commandTimeout, report),
    emitter,
    commandTimeout,
    report,
  };
  const { localHandoffs = 0, close = () => Promise.resolve() } = backend;
  return new EngineLockClient(arena, defaults, localHandoffs, close);
}

function reportsTo(emitter: Emitter, error: WatcherReports["error"]): WatcherReports {
  return {
    degraded: (name, reason, cause) =>
      emitter.emit("degraded", {
        name,
        reason,
        ...(cause === undefined ? {} : { cause: asBackendError(cause, name, "watch") }),
      }),
    restored: (name) => emitter.emit("restored", { name }),
    error,
  };
}
