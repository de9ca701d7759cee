import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type AmqpConnection, createRabbitLocks } from "@lockwire/rabbitmq";
import { startRabbit, waitUntil } from "@lockwire/support";
import { connect } from "amqplib";
import { expect, test } from "vitest";
import { queuesOf, waiting } from "./helpers/look.js";
import { NODE_STARTS, withRabbit } from "./helpers/rabbit.js";

test("a client that closes ends a connection that a broker accepted and never answered", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket.resume().on("error", () => {})));
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const { port } = silent.address() as AddressInfo;
  const rabbitmq = `amqp://127.0.0.1:${port}`;
  const locks = createRabbitLocks({ rabbitmq, commandTimeout: 200 });
  await expect(locks.tryAcquire("unanswered")).rejects.toMatchObject({ code: "LOCK_BACKEND" });
  expect(sockets).toHaveLength(1);
  await locks.close();
  await waitUntil(() => sockets.every(({ closed }) => closed), {
    what: "no socket",
    timeout: 2_000,
  });
  silent.close();
});

withRabbit("a client that closes", () => {
  test(
    "as it joins the line leaves no queue of waiters",
    async () => {
      await using server = await startRabbit();
      await using holder = createRabbitLocks({ rabbitmq: server.url });
      const lock = await holder.acquire("left");
      let closed: Promise<void> | undefined;
      const rabbitmq = async () => {
        const connection: AmqpConnection = await connect(server.url);
        const create = connection.createChannel.bind(connection);
        connection.createChannel = async () => {
          const channel = await create();
          const assertQueue = channel.assertQueue.bind(channel);
          channel.assertQueue = async (queue, options) => {
            const answer = await assertQueue(queue, options);
            if (queue === "lockwire:line:left") closed ??= locks.close();
            return answer;
          };
          return channel;
        };
        return connection;
      };
      const locks = createRabbitLocks({ rabbitmq });
      const waits = waiting(locks);
      const refused = locks.acquire("left");
      await expect(refused).rejects.toMatchObject({ code: "LOCK_CLOSED" });
      await waits;
      await closed;
      await lock.release();
      const left = (await queuesOf(server)).filter((queue) => queue.includes("line:"));
      expect(left).toEqual([]);
    },
    NODE_STARTS,
  );
});
