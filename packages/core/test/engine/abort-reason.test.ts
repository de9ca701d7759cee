import {
  createMemoryLocks,
  LockBackendError,
  LockTimeoutError,
  synchronized,
} from "@lockwire/core";
import { describe, expect, test } from "vitest";

const timeout = { waited: 10, attempts: 1 };
const cause = new LockBackendError("outer", "acquire", { message: "no answer" });

/** What cancels an inner wait when an outer one has timed out. */
describe.each([
  ["the timeout of another wait", new LockTimeoutError("outer", timeout)],
  ["such a timeout with a cause", new LockTimeoutError("outer", { ...timeout, cause })],
])("a signal that is aborted with %s", (_, reason) => {
  test.each<[string, (locks: Locks, signal: AbortSignal) => Promise<unknown>]>([
    ["acquire", (locks, signal) => locks.acquire("job", { signal })],
    ["acquire, onTimeout", (locks, signal) => locks.acquire("job", { signal, ...NULL })],
    ["tryAcquire", (locks, signal) => locks.tryAcquire("job", { signal })],
    ["withLock, onTimeout", (locks, signal) => locks.withLock("job", { signal, ...NULL }, work)],
    ["acquireAll", (locks, signal) => locks.acquireAll(["a", "job"], { signal })],
    ["acquireAll, onTimeout", (locks, signal) => locks.acquireAll(["job"], { signal, ...NULL })],
    ["onBusy", (locks, signal) => synchronized(locks, { ...SKIP, signal })(work)()],
  ])("rejects the call with this reason: %s", async (_call, call) => {
    for (const isHeld of [false, true]) {
      await using locks = createMemoryLocks();
      if (isHeld) await locks.acquire("job");
      const abort = new AbortController();
      const called = call(locks, abort.signal);
      abort.abort(reason);
      await expect(called).rejects.toBe(reason);
    }
  });
});

type Locks = ReturnType<typeof createMemoryLocks>;

const NULL = { onTimeout: "null" } as const;
const SKIP = { name: "job", onBusy: "skip" } as const;
const work = () => "done";
