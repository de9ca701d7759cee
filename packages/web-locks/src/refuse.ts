import type { ConvertedOptions } from "./arguments.js";

/**
 * Refuses what the standard excludes, in its order (https://w3c.github.io/web-locks/#api-lock-manager-request).
 *
 * @throws {DOMException} a NotSupportedError, or the reason of a signal that has aborted.
 */
export function refuse(name: string, { ifAvailable, mode, signal, steal }: ConvertedOptions): void {
  if (name.startsWith("-")) throw notSupported("names that start with '-' are reserved");
  if (steal && ifAvailable) throw notSupported("steal and ifAvailable exclude each other");
  if (steal && mode !== "exclusive") throw notSupported("only an exclusive lock can be stolen");
  if (signal && (steal || ifAvailable)) {
    throw notSupported(`signal and ${steal ? "steal" : "ifAvailable"} exclude each other`);
  }
  // A polyfilled signal may not have `throwIfAborted`.
  if (signal?.aborted) throw signal.reason;
}

export function notSupported(message: string): DOMException {
  return new DOMException(message, "NotSupportedError");
}

/** What rejects the request of a holder that has lost its lock. */
export function broken(name: string, cause?: unknown): DOMException {
  const shown = JSON.stringify(name.slice(0, 80));
  return new DOMException(`the lock ${shown} was lost or stolen while it was held`, {
    name: "AbortError",
    cause,
  });
}
