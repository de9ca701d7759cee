import { createMemoryLocks, type DescribeOptions, describeLock } from "@lockwire/core";
import { expect, test } from "vitest";

test("a line about a lock says how it is held, and by how many", async () => {
  await using locks = createMemoryLocks();
  const line = async () => describeLock(await locks.peek("job"), { timeZone: "UTC" });
  expect(await line()).toBe("free");
  const lock = await locks.acquire("job");
  expect(await line()).toMatch(/^held since .* UTC, \d+ ms left, fence \d+, 0 waiting$/);
  await lock.downgrade();
  await locks.acquire("job", { mode: "shared" });
  expect(await line()).toMatch(/^shared by 2 since /);
  await locks.forceRelease("job");
  await locks.acquire("job", { limit: 5 });
  expect(await line()).toMatch(/^1 of 5 places held since /);
});

test.each([
  [
    { timeZone: "Nope/X" },
    RangeError,
    'timeZone must be an IANA time zone, such as "Europe/Berlin", got "Nope/X"',
  ],
  [{ timeZone: 5 }, TypeError, "timeZone must be a string, got a number"],
  [{ timeZone: null }, TypeError, "timeZone must be a string, got null"],
])(
  "a bad time zone is refused, also where no time is shown: %j",
  async (options, type, message) => {
    await using locks = createMemoryLocks();
    for (const held of [false, true]) {
      if (held) await locks.acquire("job");
      const info = await locks.peek("job");
      const describe = () => describeLock(info, options as DescribeOptions);
      expect(describe).toThrow(type);
      expect(describe).toThrow(message);
    }
  },
);
