import { expect } from "vitest";

/** The promise rejects with a DOMException of this name. */
export async function expectDomException(promise: Promise<unknown>, name: string): Promise<void> {
  const error: unknown = await promise.then(
    () => "it resolved",
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DOMException);
  expect((error as DOMException).name).toBe(name);
}

/** What the promise rejects with, exactly. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable("it resolved"),
    (reason: unknown) => reason,
  );
}
