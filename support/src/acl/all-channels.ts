import type { Redis } from "ioredis";

/** The rule that permits every channel; none on a server before Redis 6.2, where channels need no permission. */
export async function allChannels(admin: Redis): Promise<readonly string[]> {
  const [, major = 0, minor = 0] =
    /redis_version:(\d+)\.(\d+)/.exec(await admin.info("server"))?.map(Number) ?? [];
  return major > 6 || (major === 6 && minor >= 2) ? ["&*"] : [];
}
