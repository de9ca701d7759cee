import { median } from "@lockwire/harness";
import { Redis } from "ioredis";

/** What a PING takes on an idle connection, in ms: the median of so many. */
export async function roundTrip(url: string, pings: number): Promise<number> {
  const redis = new Redis(url);
  try {
    await redis.ping();
    const times: number[] = [];
    for (let ping = 0; ping < pings; ping++) {
      const before = performance.now();
      await redis.ping();
      times.push(performance.now() - before);
    }
    return median(times) ?? Number.NaN;
  } finally {
    redis.disconnect();
  }
}
