import { createRequire } from "node:module";
import { isError } from "@lockwire/core/backend";
import type { RedisCommands } from "./commands.js";
import type { OwnedRedis } from "./own-connection.js";

/** A client of ioredis, as far as a connection of our own needs one. */
export type Ioredis = RedisCommands & OwnedRedis;

interface IoredisModule {
  readonly Redis: new (options: object) => Ioredis;
}

/**
 * Opens a client of ioredis, which is loaded only here: who gives a client of their own need not have it.
 *
 * @throws {TypeError} where it is not installed.
 */
export function openIoredis(options: object): Ioredis {
  const { Redis } = loadIoredis();
  return new Redis(options);
}

function loadIoredis(): IoredisModule {
  try {
    // A bundle of CommonJS has no address, but a file.
    return createRequire(import.meta.url ?? __filename)("ioredis");
  } catch (error) {
    if (!(isError(error) && "code" in error && error.code === "MODULE_NOT_FOUND")) throw error;
    throw new TypeError(
      "redis must be a client where ioredis is not installed: for a URL run npm install ioredis",
      { cause: error },
    );
  }
}
