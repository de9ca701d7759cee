import { expect, onTestFinished, test, vi } from "vitest";
import type { SideConnection } from "../src/amqp/side-connection.js";
import { Hold } from "../src/protocol/hold.js";
import { PlaceInLine } from "../src/protocol/place-in-line.js";
import { FakeLine } from "./helpers/fake-line.js";

const ASKED = { name: "job", kind: "wait", turn: false } as const;

/** A holder in the line of its lock, and the place that its waiter had. */
async function holding({ side }: { side?: Promise<never> } = {}) {
  const line = new FakeLine();
  const { channels } = line;
  const join = () => PlaceInLine.join(channels, "line", { first: false, onNews: () => undefined });
  const hold = new Hold({
    claim: { name: "job", token: "token" },
    channels,
    side: { channels: async () => side ?? channels } as unknown as SideConnection,
    queue: "lock",
    line: "line",
    inbox: "inbox",
    onMessage: () => undefined,
  });
  const waited = await join();
  expect(await hold.acquire(1_000, async () => 7)).toBe(true);
  return { line, hold, waited, join };
}

/** From now on a test ends only if nothing in it waits for a timer. */
function stopTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
}

test("a holder that was asked before it was told of its lock leaves the place in which it waited", async () => {
  const { line, hold, waited, join } = await holding();
  const next = await join();
  const goOn = line.holdUp("consume");
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
  const goOn = line.holdUp("consume");
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
  const goOn = line.holdUp("consume");
  const answers = [hold.answer(ASKED), hold.answer({ ...ASKED, turn: true })];
  const released = hold.release();
  goOn();
  expect(await Promise.all(answers)).toMatchObject([{ held: false }, { held: false }]);
  expect(await released).toBe(true);
});

test("a turn that is there when the holder goes first in line is not waited for", async () => {
  const { line, hold, waited, join } = await holding();
  await waited.quit();
  const first = await join();
  line.makeTurn();
  await join();
  stopTimers();
  const offered = hold.answer({ ...ASKED, turn: true }).then(() => first.returnTurn());
  expect(await hold.answer(ASKED)).toMatchObject({ held: true });
  await offered;
  expect(await hold.release()).toBe(true);
  expect(first.hasTurn).toBe(true);
});

test("a lock is released although the turn cannot be published", async () => {
  const { hold, waited } = await holding({ side: new Promise(() => undefined) });
  await waited.quit();
  void hold.answer(ASKED);
  expect(await hold.release()).toBe(true);
});

test("a lock that is lost while it is released passes its turn on once, after its end", async () => {
  const { line, hold, waited, join } = await holding();
  await waited.quit();
  const next = await join();
  expect(await hold.answer(ASKED)).toMatchObject({ held: true });
  const goOn = line.holdUp("deleteQueue");
  const released = hold.release();
  await new Promise(setImmediate);
  hold.lose();
  await new Promise(setImmediate);
  expect({ turn: next.hasTurn, released: line.released }).toEqual({ turn: false, released: 1 });
  goOn();
  expect(await released).toBe(true);
  await expect.poll(() => line.released).toBe(2);
  expect({ length: line.length, turn: next.hasTurn }).toEqual({ length: 1, turn: true });
});

test("a lock that is lost while it is released is not held again when the release fails", async () => {
  const { line, hold } = await holding();
  const fail = line.holdUp("deleteQueue");
  const released = hold.release();
  await new Promise(setImmediate);
  hold.lose();
  fail(new Error("the channel is closed"));
  await expect(released).rejects.toThrow("the channel is closed");
  expect({ fence: hold.fence, releasing: hold.releasing }).toEqual({
    fence: undefined,
    releasing: true,
  });
  expect(await hold.release()).toBe(false);
});

test("a release that failed can be repeated", async () => {
  const { line, hold } = await holding();
  const fail = line.holdUp("deleteQueue");
  const released = hold.release();
  await new Promise(setImmediate);
  fail(new Error("the channel is closed"));
  await expect(released).rejects.toThrow("the channel is closed");
  expect(hold.fence).toBe(7);
  expect(await hold.release()).toBe(true);
});

test("a renewal while others have the lock released tells what came of that", async () => {
  const { line, hold } = await holding();
  const goOn = line.holdUp("deleteQueue");
  const ended = hold.answer({ name: "job", kind: "forceRelease" });
  let renewed: boolean | undefined;
  const renewal = hold.renew(1_000).then((held) => {
    renewed = held;
  });
  await new Promise(setImmediate);
  expect(renewed).toBeUndefined();
  goOn();
  await renewal;
  expect({ renewed, ended: await ended }).toMatchObject({ renewed: false, ended: { held: true } });
});
