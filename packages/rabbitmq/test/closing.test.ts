import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createRabbitLocks } from "@lockwire/rabbitmq";
import { waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";

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
