import { findRedisServer } from "./install/find-redis-server.js";

/** Finds or installs the server once, before any test file starts, and tells them all where it is. */
export async function setup(): Promise<void> {
  process.env["LOCKWIRE_REDIS_SERVER"] = await findRedisServer();
}
