import type { LockClient } from "@lockwire/core";
import type { RabbitServer } from "@lockwire/support";
import { connect } from "amqplib";

/** Resolves when the client begins to wait: call it before what makes it wait. */
export function waiting(locks: LockClient): Promise<void> {
  return new Promise((resolve) => {
    const off = locks.on("waiting", () => {
      off();
      resolve();
    });
  });
}

interface Line extends AsyncDisposable {
  /** How many stand in it: the holder, and one waiter of each process. */
  length(): Promise<number>;
}

/** Looks at the line of a lock over AMQP, since each rabbitmqctl starts an Erlang machine. */
export async function lineOf(server: RabbitServer, name: string): Promise<Line> {
  const connection = await connect(server.url);
  return {
    async length() {
      const channel = await connection.createChannel();
      channel.on("error", () => undefined);
      const { consumerCount } = await channel
        .checkQueue(`lockwire:line:${name}`)
        .catch(() => ({ consumerCount: 0 }));
      return consumerCount;
    },
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

/** The queues on the node, sorted: "name type consumers". */
export async function queuesOf(server: RabbitServer): Promise<string[]> {
  return lines(await server.ctl("list_queues", "name", "type", "consumers", "--no-table-headers"));
}

export async function connectionsOf(server: RabbitServer): Promise<string[]> {
  return lines(await server.ctl("list_connections", "pid", "channels", "--no-table-headers"));
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .sort();
}
