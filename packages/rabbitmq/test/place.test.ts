import { expect, test } from "vitest";
import type { ChannelPool } from "../src/amqp/channel-pool.js";
import { PlaceInLine } from "../src/protocol/place-in-line.js";

test("a place is left without an error while its connection ends, and sends throw", async () => {
  let receive: (message: unknown) => void = () => {};
  let ends = false;
  const send = () => {
    if (ends) throw new Error("Connection closing");
  };
  const raw = {
    nack: send,
    assertQueue: async () => ({ consumerCount: 0 }),
    consume: async (_: string, onMessage: typeof receive) => {
      receive = onMessage;
      return { consumerTag: "tag" };
    },
    cancel: async () => send(),
  };
  const ask = (call: (channel: unknown) => unknown) => call(raw);
  const channel = { open: true, raw, ask, prefetch: async () => {} };
  const channels = { keep: (setUp: (kept: unknown) => unknown) => setUp(channel), release() {} };
  const options = { first: false, onNews: () => {} };
  const place = await PlaceInLine.join(channels as unknown as ChannelPool, "line", options);
  receive({ content: Buffer.from("turn") });
  expect(place.hasTurn).toBe(true);
  ends = true;
  await expect(place.quit()).resolves.toBeUndefined();
});

test("a turn that comes beside another leaves none unanswered on a channel that is used again", async () => {
  let receive: (message: unknown) => void = () => {};
  const unanswered = new Set<unknown>();
  const answer = (turn: unknown) => unanswered.delete(turn);
  const raw = {
    ack: answer,
    nack: answer,
    assertQueue: async () => ({ consumerCount: 0 }),
    consume: async (_: string, onMessage: typeof receive) => {
      receive = onMessage;
      return { consumerTag: "tag" };
    },
    cancel: async () => {},
  };
  const ask = (call: (channel: unknown) => unknown) => call(raw);
  const channel = { open: true, raw, ask, prefetch: async () => {} };
  const channels = { keep: (setUp: (kept: unknown) => unknown) => setUp(channel), release() {} };
  const options = { first: false, onNews: () => {} };
  const place = await PlaceInLine.join(channels as unknown as ChannelPool, "line", options);
  for (const content of ["one", "two"]) {
    const turn = { content: Buffer.from(content) };
    unanswered.add(turn);
    receive(turn);
  }
  expect({ turn: place.hasTurn, unanswered: unanswered.size }).toEqual({
    turn: true,
    unanswered: 1,
  });
  await place.quit();
  expect(unanswered.size).toBe(0);
});
