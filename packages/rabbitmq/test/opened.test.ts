import { createRabbitLocks } from "@lockwire/rabbitmq";
import { type RabbitServer, startProxy, startRabbit, waitUntil } from "@lockwire/support";
import { connect } from "amqplib";
import { connect as connectWithCallback } from "amqplib/callback_api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NODE_STARTS, withRabbit } from "./helpers/rabbit.js";

/** A function as plain JavaScript passes it in, which no compiler has seen. */
const opening = (open: () => unknown) => createRabbitLocks({ rabbitmq: open as never });

const refusal = (got: string) => ({
  code: "LOCK_BACKEND",
  retryFor: 0,
  cause: expect.objectContaining({
    name: "TypeError",
    message: `rabbitmq must open a connection of amqplib, with its promises, got ${got}`,
  }),
});

test.each([
  ["undefined", undefined],
  ["null", null],
  ["a number", 5],
  ["a string", "amqp://user:secret@localhost"],
  ["an object", {}],
  ["an object", { on() {}, close() {}, createChannel() {}, connection: null }],
])("a function that opens no connection but returns %s is refused", async (got, returned) => {
  for (const open of [() => returned, async () => returned]) {
    await using locks = opening(open);
    await expect(locks.acquire("none")).rejects.toMatchObject(refusal(got));
  }
});

withRabbit("a function", () => {
  let server: RabbitServer;

  beforeAll(async () => {
    server = await startRabbit();
  }, NODE_STARTS);

  afterAll(() => server?.stop());

  test.each([
    [
      "a frozen connection",
      "a frozen one",
      async (url: string) => Object.freeze(await connect(url)),
    ],
    ["a channel", "an object", async (url: string) => (await connect(url)).createChannel()],
    [
      "a connection with callbacks",
      "an object",
      (url: string) =>
        new Promise((resolve, reject) => {
          connectWithCallback(url, (error, opened) => (error ? reject(error) : resolve(opened)));
        }),
    ],
  ])("that opens %s is refused, and nothing stays open", async (_, got, open) => {
    await using proxy = await startProxy({ target: server });
    await using locks = opening(() => open(`amqp://127.0.0.1:${proxy.port}`));
    await expect(locks.acquire("refused")).rejects.toMatchObject(refusal(got));
    await waitUntil(() => proxy.connections === 0, { what: "its end" });
  });

  test("whose connection for fences was closed already is called again", async () => {
    let opened = 0;
    const rabbitmq = async () => {
      const connection = await connect(server.url);
      if (++opened === 2) await connection.close();
      return connection;
    };
    await using locks = createRabbitLocks({ rabbitmq });
    await (await locks.acquire("opened again")).release();
    expect(opened).toBe(3);
  });
});
