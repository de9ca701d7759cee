/** The result of a user's async function where a synchronous one is required. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}

/** Refused already as what it is, a promise need not end the process as well when it rejects. */
export function disregard(value: unknown): void {
  if (isThenable(value)) value.then(undefined, () => undefined);
}
