import { createRabbitLocks } from "@lockwire/rabbitmq";
import { describe, expect, test } from "vitest";

const rabbitmq = "amqp://localhost";

/** A call as plain JavaScript makes it, which no compiler has seen. */
const create = (options: unknown) => Reflect.apply(createRabbitLocks, undefined, [options]);

describe("createRabbitLocks refuses", () => {
  test.each([
    ["no options", undefined, /^options must be an object, got undefined$/],
    ["a URL for options", rabbitmq, /^rabbitmq must be given as an option: \{ rabbitmq \}$/],
    ["a URL object for options", new URL(rabbitmq), /^rabbitmq must be given as an option: /],
    ["a function for options", async () => {}, /^rabbitmq must be given as an option: /],
    ["a host and a port", { rabbitmq: "amqp:5672" }, /^rabbitmq must be an amqp:/],
    ["a host alone", { rabbitmq: "amqp:/h" }, /^rabbitmq must be an amqp:/],
    ["no rabbitmq", {}, /^rabbitmq must be an amqp:.* got undefined$/],
    [
      "a promise of a connection",
      { rabbitmq: Promise.resolve() },
      /function that opens .* got a promise$/,
    ],
    [
      "a URL of something else",
      { rabbitmq: "http://user:secret@a" },
      /^(?!.*secret)rabbitmq must be/,
    ],
    ["a URL that is none", { rabbitmq: "amqp//user:secret@a" }, /^(?!.*secret)rabbitmq must be/],
    [
      "a login that cannot be decoded",
      { rabbitmq: "amqp://user:se%cret@a" },
      /^(?!.*secret)rabbitmq/,
    ],
    [
      "a misspelt option",
      { rabbitmq, tll: 5 },
      /^"tll" is not an option; the options are: ttl, .*heartbeat/,
    ],
    ["an option of the Redis clients", { rabbitmq, handoff: true }, /^"handoff" is not an option/],
    ["a heartbeat that is no number", { rabbitmq, heartbeat: "60" }, /^heartbeat must be a number/],
    [
      "a heartbeat beside a function",
      { rabbitmq: async () => {}, heartbeat: 5_000 },
      /^heartbeat must be left out/,
    ],
    ["no prefix", { rabbitmq, prefix: null }, /^prefix must be a string, got null$/],
    [
      "a prefix with a space",
      { rabbitmq, prefix: "a b" },
      /^prefix must have at most 60 printable/,
    ],
    ["a prefix with a line break", { rabbitmq, prefix: "a\n" }, /^prefix must have at most 60/],
    ["the broker's own prefix", { rabbitmq, prefix: "amq.a" }, /^prefix .* not start with "amq."$/],
    [
      "a prefix that is too long",
      { rabbitmq, prefix: "a".repeat(61) },
      /^prefix must have at most 60/,
    ],
  ])("%s", (_what, options, message) => {
    expect(() => create(options)).toThrow(
      expect.objectContaining({ name: "TypeError", message: expect.stringMatching(message) }),
    );
  });

  test.each([
    [
      "no heartbeat",
      { rabbitmq, heartbeat: 0 },
      /^heartbeat must be an integer from 1000 to 65535000, got 0$/,
    ],
    ["half a second", { rabbitmq, heartbeat: 1_500 }, /^heartbeat must be in whole seconds/],
    [
      "a heartbeat of the URL's that is none",
      { rabbitmq: `${rabbitmq}?heartbeat=x` },
      /^heartbeat must/,
    ],
    [
      "a ttl above the heartbeat",
      { rabbitmq, heartbeat: 5_000, ttl: 5_001 },
      /^ttl must be at most 5000, the/,
    ],
    [
      "a ttl above the URL's heartbeat",
      { rabbitmq: `${rabbitmq}?heartbeat=5`, ttl: 5_001 },
      /^ttl must be at most 5000/,
    ],
    [
      "a safetyPoll that is too short",
      { rabbitmq, safetyPoll: 9 },
      /^safetyPoll must be an integer from 10 to/,
    ],
  ])("%s", (_what, options, message) => {
    expect(() => create(options)).toThrow(
      expect.objectContaining({ name: "RangeError", message: expect.stringMatching(message) }),
    );
  });
});

test("a heartbeat below the default ttl lowers that", async () => {
  await createRabbitLocks({ rabbitmq, heartbeat: 5_000 }).close();
});
