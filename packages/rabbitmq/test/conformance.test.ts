import { conformance } from "@lockwire/core/testing";
import { createRabbitLocks } from "@lockwire/rabbitmq";
import { type RabbitServer, startRabbit } from "@lockwire/support";
import { afterAll, beforeAll, describe, test } from "vitest";
import { NODE_STARTS, withRabbit } from "./helpers/rabbit.js";

withRabbit("on a node", () => {
  let server: RabbitServer;

  beforeAll(async () => {
    server = await startRabbit();
  }, NODE_STARTS);

  afterAll(() => server?.stop());

  conformance(
    { describe, test },
    { connect: (options) => createRabbitLocks({ ...options, rabbitmq: server.url }) },
  );
});
