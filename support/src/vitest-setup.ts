import { findRabbitServer } from "./install/find-rabbit-server.js";
import { findRedisPy } from "./install/find-redis-py.js";
import { findRedisServer } from "./install/find-redis-server.js";

/**
 * Finds or installs the servers and redis-py once, before any test file starts, and tells them all where they are. In the test
 * files, several processes would ask the package manager at once, and Vitest sets no limit to the time that an import takes.
 */
export async function setup(): Promise<void> {
  process.env["LOCKWIRE_REDIS_SERVER"] = await findRedisServer();
  process.env["LOCKWIRE_RABBITMQ_SERVER"] = (await findRabbitServer()) ?? "none";
  process.env["LOCKWIRE_PYTHON"] = (await findRedisPy()) ?? "none";
}
