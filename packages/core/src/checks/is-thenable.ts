/** Detects that a user passed an async function where a synchronous one is required. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}

/** The caller rejects this value anyway. If it is a promise, its own rejection must not end the process as well. */
export function disregard(value: unknown): void {
  if (isThenable(value)) value.then(undefined, () => undefined);
}
