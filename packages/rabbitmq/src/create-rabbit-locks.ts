import { createLocks, type LockClient } from "@lockwire/core/backend";
import { openerOf } from "./amqp/connector.js";
import { rabbitBackend } from "./backend/rabbit-backend.js";
import { type RabbitLocksOptions, resolveRabbit } from "./options.js";
import { QueueNames } from "./protocol/queue-names.js";
import { Sessions } from "./session/sessions.js";

/**
 * Creates locks on RabbitMQ: an exclusive queue is the lock, and a queue with one message wakes its waiters in order.
 *
 * @throws {RangeError | TypeError} on a bad option.
 */
export function createRabbitLocks(options: RabbitLocksOptions): LockClient {
  const { rabbitmq, heartbeat, prefix, safetyPoll, commandTimeout, clientOptions } =
    resolveRabbit(options);
  const open = openerOf(rabbitmq, heartbeat);
  const names = new QueueNames(prefix);
  return createLocks((reports) => {
    const sessions = new Sessions({
      open,
      names,
      patience: commandTimeout,
      onLoss: ({ claim }) => reports.lost(claim),
    });
    return rabbitBackend({ sessions, names, patience: commandTimeout / 2, safetyPoll });
  }, clientOptions);
}
