import type { LockClient } from "@lockwire/core";
import { checkFunction, checkObject } from "@lockwire/core/backend";
import { createLockManager, type LockManager } from "./lock-manager.js";
import { resolveOptions, type WebLocksOptions } from "./options.js";
import { spaceOf } from "./space.js";

/**
 * Creates a `LockManager` by the Web Locks standard over a lock client. It ends with the client: `client.close()` releases
 * its locks and rejects its requests.
 *
 * @throws {RangeError | TypeError} on a bad client or option.
 */
export function createWebLocks(client: LockClient, options: WebLocksOptions = {}): LockManager {
  checkObject("client", client);
  for (const method of ["acquire", "tryAcquire"] as const) {
    checkFunction(`client.${method}`, client[method]);
  }
  const { space, ttl, clientId } = resolveOptions(options);
  return createLockManager(spaceOf(client, space), { ttl, clientId });
}
