/** What an async function of a user returns where a plain one was asked for. */
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
