import { isError } from "@lockwire/core/backend";
import type { RedisCommands } from "./commands.js";
import type { OwnedRedis } from "./own-connection.js";

/** The part of the ioredis module that is used here, without a dependency on its types. */
interface Ioredis {
  readonly Redis: new (options: object) => RedisCommands & OwnedRedis;
}

const NEEDED = "a URL needs ioredis 5.4 or later: run npm install ioredis, or pass another client";

/** Loads ioredis, which only a URL needs. Bundlers go on without a module that is imported in a `try`. */
export async function loadIoredis(): Promise<Ioredis> {
  try {
    const ioredis: Partial<Ioredis> = await import("ioredis");
    const { Redis } = ioredis;
    if (typeof Redis !== "function") throw new Error("it has no Redis class");
    return { Redis };
  } catch (error) {
    const isMissing =
      isError(error) && /MODULE_NOT_FOUND$/.test(String("code" in error && error.code));
    throw new Error(isMissing ? NEEDED : `${NEEDED}; loading it failed: ${error}`);
  }
}
