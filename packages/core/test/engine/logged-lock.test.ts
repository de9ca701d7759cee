import { inspect } from "node:util";
import { expect, it } from "vitest";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";

it.each([
  ["console.log", (value: unknown) => inspect(value, { depth: 9 })],
  ["JSON", (value: unknown) => JSON.stringify(value)],
])("a lock that is logged by %s shows its name and fence, and not its token", async (_, log) => {
  await using locks = createMemoryLocks();
  const lock = await locks.acquire("logged");
  expect(log(lock)).toContain("logged");
  expect(log(lock)).toContain(`${lock.fence}`);
  expect(log(lock)).not.toContain(lock.token);
  const group = await locks.acquireAll(["a", "b"]);
  for (const name of group.names) expect(log(group)).not.toContain(group.lock(name).token);
});
