/**
 * Refuses ioredis-mock, which is known by a command that it alone has. It runs scripts in ways of its own, and locks on it
 * lose exclusion: a test that passes on it proves nothing, and one that fails neither.
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
