export * from "@lockwire/core";
export type { AmqpChannel, AmqpConnection, AmqpMessage } from "./amqp/amqp.js";
export { createRabbitLocks } from "./create-rabbit-locks.js";
export type { RabbitLocksOptions } from "./options.js";
