import { conformance } from "@lockwire/core/testing";
import { createRabbitLocks } from "@lockwire/rabbitmq";
import { type RabbitServer, startRabbit } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NODE_STARTS, withRabbit } from "./helpers/rabbit.js";

/** What cannot hold on a broker; the README says why, and a test below what happens instead. */
const NOT_HERE: ReadonlySet<string> = new Set(["hostile numbers: at the bounds are taken"]);

withRabbit("on a node", () => {
  let server: RabbitServer;
  const left = new Set(NOT_HERE);

  beforeAll(async () => {
    server = await startRabbit();
  }, NODE_STARTS);

  afterAll(() => server?.stop());

  let topic = "";
  conformance(
    {
      describe: (title, body) => {
        // The bodies run when all of them are registered.
        describe(title, () => {
          topic = title;
          body();
        });
      },
      test: (title, body) => {
        if (!left.delete(`${topic}: ${title}`)) test(title, body);
      },
    },
    { connect: (options) => createRabbitLocks({ ...options, rabbitmq: server.url }) },
  );

  test("all of the suite is registered but what is listed", () => {
    expect([...left]).toEqual([]);
  });

  test("a ttl above the connection's heartbeat is refused before anything is sent", async () => {
    await using locks = createRabbitLocks({ rabbitmq: server.url });
    const refusal = { code: "LOCK_BACKEND", operation: "acquire", retryFor: 0 };
    await expect(locks.acquire("long", { ttl: 60_001 })).rejects.toMatchObject(refusal);
    expect(await locks.peek("long")).toMatchObject({ held: false });
    await using longer = createRabbitLocks({
      rabbitmq: server.url,
      heartbeat: 60_000,
      ttl: 60_000,
    });
    await (await longer.acquire("long", { blockingTimeout: 0 })).release();
    const short = await longer.acquire("long", { ttl: 10_000 });
    await expect(short.extend(60_001)).rejects.toMatchObject({ code: "LOCK_BACKEND", retryFor: 0 });
    expect(await short.release()).toBe(true);
  });
});
