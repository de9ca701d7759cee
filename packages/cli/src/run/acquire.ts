import { EXIT } from "../exit-codes.js";
import { Failure } from "../failure.js";
import { isHeld, type Lock, type LockClient } from "../locks.js";
import { formatDuration } from "../options/duration.js";
import { showName } from "../output/show-name.js";
import type { Reporter } from "./reporter.js";
import type { RunRequest } from "./run-options.js";

/**
 * The lock, or null when someone else holds it and that is a reason to skip the command.
 *
 * @throws {Failure} when someone else holds it otherwise, and whatever the library rejects with.
 */
export async function acquire(
  locks: LockClient,
  { name, ttl, wait, skip = false, shared = false, limit }: RunRequest,
  signal: AbortSignal,
  reporter: Reporter,
): Promise<Lock | null> {
  const forever = wait === Number.POSITIVE_INFINITY;
  const within = forever ? "" : ` for up to ${formatDuration(wait)}`;
  const shown = showName(name);
  locks.on("waiting", () => {
    if (wait > 0) reporter.note("waiting", `${shown} is held by someone else, waiting${within}`);
  });
  locks.on("acquired", ({ fence, waited }) => {
    reporter.event("acquired", { fence, waited: Math.round(waited) });
  });
  const offError = locks.on("error", ({ error }) => {
    if (wait === 0) return;
    const message = `${shown} cannot be acquired yet, waiting${within}: ${error.message}`;
    // A wait with an end reports the failure then.
    if (forever) reporter.warn("unavailable", message);
    else reporter.note("unavailable", message);
  });
  try {
    const mode = shared ? "shared" : undefined;
    return await locks.acquire(name, { ttl, blockingTimeout: wait, signal, mode, limit });
  } catch (error) {
    if (!isHeld(error)) throw error;
    if (skip) {
      reporter.event("skipped");
      return null;
    }
    const waited = wait > 0 ? `, and did not become free within ${formatDuration(wait)}` : "";
    throw new Failure(EXIT.held, `${shown} is held by someone else${waited}`, { cause: error });
  } finally {
    offError();
  }
}
