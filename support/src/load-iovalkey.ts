import type { Ioredis } from "./load-ioredis.js";

/** iovalkey, a fork of ioredis 5, with the types of ioredis. */
export async function loadIovalkey(): Promise<Ioredis> {
  return (await import("iovalkey")) as unknown as Ioredis;
}
