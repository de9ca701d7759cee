import { inspect } from "node:util";
import vm from "node:vm";
import { describe, expect, it, test, vi } from "vitest";
import {
  asBackendError,
  LockBackendError,
  LockClosedError,
  LockError,
  LockLostError,
  LockTimeoutError,
} from "../../src/contract/errors.js";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";
import { synchronized } from "../../src/synchronized/synchronized.js";

/** A second copy of everything, as a second package brings it that depends on another version. */
vi.resetModules();
const other = {
  ...(await import("../../src/index.js")),
  ...(await import("../../src/backend.js")),
};

type ErrorClass = (abstract new (...args: never[]) => LockError) & { is(value: unknown): boolean };
const theirs = other as unknown as Record<string, ErrorClass>;

const details = { waited: 10, attempts: 1 };
const cause = new LockBackendError("a", "acquire", { message: "refused", retryFor: 0 });
const made = [
  ["LockTimeoutError", "LOCK_TIMEOUT", new LockTimeoutError("a", { ...details, cause })],
  ["LockLostError", "LOCK_LOST", new LockLostError("a", "expired", "was lost")],
  ["LockBackendError", "LOCK_BACKEND", cause],
  ["LockClosedError", "LOCK_CLOSED", new LockClosedError("a")],
] as const;
const classes: Record<string, ErrorClass> = {
  LockTimeoutError,
  LockLostError,
  LockBackendError,
  LockClosedError,
};

describe.each(made)("%s", (name, code, error) => {
  it("is what it is for another copy of the package", () => {
    const seen = Object.keys(classes).filter((each) => error instanceof Object(theirs[each]));
    const told = Object.keys(classes).filter((each) => theirs[each]?.is(error));
    expect([theirs[name] === classes[name], seen, told]).toEqual([false, [name], [name]]);
    expect(error).toBeInstanceOf(other.LockError);
    expect(other.LockError.is(error)).toBe(true);
  });

  it("has its name and its code as properties of its own, and in its stack", () => {
    expect({ ...error }).toMatchObject({ name, code, lockName: "a" });
    expect(error.stack).toMatch(new RegExp(`^${name}: lock "a"`));
    expect(inspect(error)).toMatch(new RegExp(`^${name}: lock "a"`));
    expect(Object.prototype.propertyIsEnumerable.call(error, "message")).toBe(false);
  });

  it("keeps name, code, message and details as JSON", () => {
    const { message } = error;
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name, code, message, lockName: "a" });
    expect(LockError.codeOf(JSON.parse(JSON.stringify(error)))).toBe(code);
  });

  it("tells its code when structuredClone has left its message alone", () => {
    expect(LockError.codeOf(structuredClone(error))).toBe(code);
    expect(LockError.codeOf(error)).toBe(code);
  });
});

it("does not name the lock again in what its cause says", () => {
  const cause = new LockBackendError("a", "acquire", { message: "refused" });
  const { message } = new LockTimeoutError("a", { waited: 10, attempts: 2, cause });
  expect(message).toMatch(
    /^lock "a" was not acquired within 10 ms \(2 attempts\): acquire: refused;/,
  );
});

it("has the cause in its JSON", () => {
  const [[, , timeout]] = made;
  expect(JSON.parse(JSON.stringify(timeout))).toMatchObject({
    waited: 10,
    cause: { name: "LockBackendError", code: "LOCK_BACKEND", operation: "acquire", retryFor: 0 },
  });
  const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  const failed = new LockBackendError("a", "acquire", { cause: refused });
  expect(JSON.parse(JSON.stringify(failed))).toMatchObject({
    cause: { name: "Error", message: "refused", code: "ECONNREFUSED" },
  });
});

test.each([undefined, null, 1, "LOCK_TIMEOUT", {}, { code: "LOCK_TIMEOUT" }, new Error("no")])(
  "%o is none of them",
  (value) => {
    expect([LockError.is(value), value instanceof LockTimeoutError]).toEqual([false, false]);
  },
);

it("has no code for anything else", () => {
  for (const value of [
    undefined,
    null,
    "LOCK",
    { code: 1 },
    new Error("a#lock_timeout"),
    { message: Symbol() },
  ]) {
    expect(LockError.codeOf(value)).toBeUndefined();
  }
});

it("leaves a class that a user derives to its prototype", () => {
  class Busy extends LockTimeoutError {}
  class Mine extends LockTimeoutError {
    override name = "Mine";
  }
  expect(new Busy("a", details)).toBeInstanceOf(Busy);
  expect(new Busy("a", details)).toBeInstanceOf(LockTimeoutError);
  expect(new LockTimeoutError("a", details)).not.toBeInstanceOf(Busy);
  expect([Busy.is(new Mine("a", details)), new Mine("a", details).name]).toEqual([false, "Mine"]);
});

it("stays as it is, with its retryFor, on its way through another copy", () => {
  expect(other.asBackendError(cause, "a", "acquire")).toBe(cause);
  expect(asBackendError(new other.LockBackendError("b", "acquire", {}), "a", "x").lockName).toBe(
    "b",
  );
});

test("a guard skips a lock that a client of another copy says is busy", async () => {
  const space = new other.MemorySpace();
  const locks = other.createMemoryLocks({ space });
  await using held = await locks.acquire("job");
  const job = synchronized(locks, { name: "job", onBusy: "skip" })(async function job() {});
  expect(await job()).toBeUndefined();
  expect(held.remaining()).toBeGreaterThan(0);
  await locks.close();
});

test("what Node throws within Jest, an error of another realm, keeps what it says", () => {
  const refused: unknown = vm.runInNewContext(
    "Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })",
  );
  expect(refused).not.toBeInstanceOf(Error);
  const error = asBackendError(refused, "a", "acquire");
  expect(error.message).toContain("ECONNREFUSED");
  expect(error.cause).toMatchObject({ code: "ECONNREFUSED" });
});

test("a signal of another realm, or of a polyfill, cancels a wait", async () => {
  const locks = createMemoryLocks();
  await using held = await locks.acquire("a");
  const abort = new EventTarget();
  const signal = {
    aborted: false,
    reason: undefined as unknown,
    addEventListener: abort.addEventListener.bind(abort),
    removeEventListener: abort.removeEventListener.bind(abort),
  };
  const options = { signal: signal as unknown as AbortSignal };
  const waiting = locks.acquire("a", options);
  Object.assign(signal, { aborted: true, reason: "enough" });
  abort.dispatchEvent(new Event("abort"));
  await expect(waiting).rejects.toBe("enough");
  await expect(locks.acquire("a", options)).rejects.toBe("enough");
  expect(held.remaining()).toBeGreaterThan(0);
  await locks.close();
});
