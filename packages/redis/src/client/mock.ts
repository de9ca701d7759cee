/**
 * Rejects ioredis-mock, recognised by a command that only it has. It does not run scripts as Redis does, so locks on it are
 * not exclusive, and neither a passing nor a failing test on it proves anything.
 *
 * @throws {TypeError}
 */
export function refuseMock(redis: object): void {
  if ("defineRedisObject" in redis) {
    throw new TypeError(
      "redis must not be ioredis-mock, on which locks are not exclusive: use createMemoryLocks in tests, or a real Redis",
    );
  }
}
