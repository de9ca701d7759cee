import { findRabbitServer } from "./install/find-rabbit-server.js";
import { findRedisServer } from "./install/find-redis-server.js";

/** Finds or installs the servers once, before any test file starts, and tells them all where they are. */
export async function setup(): Promise<void> {
  process.env["LOCKWIRE_REDIS_SERVER"] = await findRedisServer();
  process.env["LOCKWIRE_RABBITMQ_SERVER"] = (await findRabbitServer()) ?? "none";
}
