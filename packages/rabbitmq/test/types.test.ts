import type { LockClient } from "@lockwire/core";
import { createRabbitLocks, type RabbitLocksOptions } from "@lockwire/rabbitmq";
import { connect } from "amqplib";
import { describe, expectTypeOf, it } from "vitest";

/** Compiled, never run. */
const compiled = (uses: () => unknown) => expectTypeOf(uses).toBeFunction();

describe("the type of createRabbitLocks", () => {
  it("gives a client at once", () => {
    expectTypeOf(createRabbitLocks).toEqualTypeOf<(options: RabbitLocksOptions) => LockClient>();
  });

  it("takes a URL, or what opens a connection of amqplib", () => {
    compiled(() => {
      createRabbitLocks({ rabbitmq: "amqp://localhost" });
      createRabbitLocks({ rabbitmq: () => connect("amqp://localhost") });
      createRabbitLocks({ rabbitmq: "amqp://localhost", heartbeat: 5_000, ttl: 5_000 });
      // @ts-expect-error a broker is needed
      createRabbitLocks({});
      // @ts-expect-error a connection that is lost cannot be opened again
      createRabbitLocks({ rabbitmq: connect("amqp://localhost") });
      // @ts-expect-error opens nothing
      createRabbitLocks({ rabbitmq: () => undefined });
      // @ts-expect-error no Redis
      createRabbitLocks({ rabbitmq: "amqp://localhost", durability: { replicas: 1, timeout: 1 } });
    });
  });
});
