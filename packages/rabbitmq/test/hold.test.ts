import { expect, test } from "vitest";
import type { SideConnection } from "../src/amqp/side-connection.js";
import { Hold } from "../src/protocol/hold.js";
import { PlaceInLine } from "../src/protocol/place-in-line.js";
import { FakeLine } from "./helpers/fake-line.js";

const ASKED = { name: "job", kind: "wait", turn: false } as const;

/** A holder in the line of its lock, and the place that its waiter had. */
async function holding() {
  const line = new FakeLine();
  const { channels } = line;
  const join = () => PlaceInLine.join(channels, "line", { first: false, onNews: () => undefined });
  const hold = new Hold({
    claim: { name: "job", token: "token" },
    channels,
    side: { channels: async () => channels } as unknown as SideConnection,
    queue: "lock",
    line: "line",
    inbox: "inbox",
    onMessage: () => undefined,
    onContended: () => undefined,
  });
  const waited = await join();
  expect(await hold.acquire(1_000, async () => 7)).toBe(true);
  return { line, hold, waited, join };
}

test("a holder that was asked before it was told of its lock leaves the place in which it waited", async () => {
  const { line, hold, waited, join } = await holding();
  const next = await join();
  const goOn = line.holdUp();
  const answer = hold.answer(ASKED);
  await new Promise(setImmediate);
  hold.standIn(waited);
  goOn();
  expect(await answer).toMatchObject({ held: true, fence: 7 });
  expect({ length: line.length, waited: waited.stands }).toEqual({ length: 2, waited: false });
  expect(await hold.release()).toBe(true);
  expect({ length: line.length, turn: next.hasTurn }).toEqual({ length: 1, turn: true });
});

test("a holder that is first in line already leaves the place in which it waited", async () => {
  const { line, hold, waited, join } = await holding();
  const next = await join();
  expect(await hold.answer(ASKED)).toMatchObject({ held: true });
  hold.standIn(waited);
  await expect.poll(() => line.length).toBe(2);
  expect(waited.stands).toBe(false);
  expect(await hold.release()).toBe(true);
  expect({ length: line.length, turn: next.hasTurn }).toEqual({ length: 1, turn: true });
});

test("a holder that loses its lock while it goes first in line does not stay there", async () => {
  const { line, hold, waited, join } = await holding();
  await waited.quit();
  const next = await join();
  const goOn = line.holdUp();
  const answer = hold.answer(ASKED);
  await new Promise(setImmediate);
  hold.lose();
  goOn();
  expect(await answer).toMatchObject({ held: false });
  await expect.poll(() => line.length).toBe(1);
  line.makeTurn();
  expect(next.hasTurn).toBe(true);
});

test("a holder that releases while it is asked sends nobody to sleep with the turn", async () => {
  const { line, hold, waited, join } = await holding();
  await waited.quit();
  const next = await join();
  line.makeTurn();
  expect(next.hasTurn).toBe(true);
  const goOn = line.holdUp();
  const answers = [hold.answer(ASKED), hold.answer({ ...ASKED, turn: true })];
  const released = hold.release();
  goOn();
  expect(await Promise.all(answers)).toMatchObject([{ held: false }, { held: false }]);
  expect(await released).toBe(true);
});
