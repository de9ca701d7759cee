import { LockBackendError } from "@lockwire/core";
import { describe, expect, test } from "vitest";
import {
  answer,
  readAcquired,
  readAcquiredSlot,
  readChanged,
  readHolder,
  readPeek,
  readReleased,
  readRenewed,
  readTakenOver,
  readTransfer,
} from "../src/stores/replies.js";

const FENCE = 1_700_000_000_000_064;

/** What a transaction, a proxy or a mock may reply, and numbers that are none. */
const NONE = [
  ...[undefined, null, "", "QUEUED", "OK", "yes", true, false, {}, [], [[]], [null], [undefined]],
  ...[Number.NaN, Number.POSITIVE_INFINITY, -3, 1.5, 2 ** 53, "1.5", "0x10", " 1", "1e3", "NaN"],
  ...[["QUEUED", "QUEUED"], [1, 2, 3], ["a", 1], [0, "a"], [{}, {}], Buffer.from("1")],
];

describe.each([
  { step: "acquire", read: readAcquired, none: [0, 1, [5_000], [5_000, 1, 1]] },
  { step: "renew", read: readRenewed, none: [2, FENCE, [1]] },
  { step: "release", read: readReleased, none: [2, [1], [3, 1], [1, 1], [2, "x"], [2, 2]] },
  { step: "transfer", read: readTransfer, none: [1, [1, 2], [Number.NaN]] },
  {
    step: "peek",
    read: readPeek(true),
    none: [0, 1, [1, 2, 3, 4, 5, 6, 7, 8], [null, 1, "", 1, 1, 0, 0, ""]],
  },
  {
    step: "acquire a slot",
    read: readAcquiredSlot(false),
    none: [FENCE, [1, FENCE, 0], ["slot", FENCE], ["wait", 1], ["held", "x"], ["slot", "x", 0]],
  },
  { step: "change the mode", read: readChanged, none: [[0], [FENCE]] },
  {
    step: "resume with several holders",
    read: readTakenOver,
    none: [1, [FENCE], ["slot", FENCE, 0], ["slot", FENCE, 0, "x"], ["held", FENCE, 0, "shared"]],
  },
])("only a well-formed reply to $step is an answer", ({ step, read, none }) => {
  test.each([...NONE, ...none].map((reply) => ({ reply })))("$reply is none", ({ reply }) => {
    const read1 = () => answer<unknown>(reply, read, "job", step);
    expect(read1).toThrow(LockBackendError);
    expect(read1).toThrow(/not one that the lock's script returns/);
  });
});

test.each([undefined, null, 1, "QUEUED", [], [1], ["a", "b"], {}])(
  "a holder is a list of one string: %o is none",
  (reply) => {
    expect(readHolder(reply)).toBeUndefined();
    expect(readHolder(["a"])).toBe("a");
  },
);

test("replies are understood as numbers, and as strings where the client keeps numbers so", () => {
  const granted = { acquired: true, fence: FENCE, reservedFences: 63 };
  expect(readAcquired(FENCE)).toEqual(granted);
  expect(readAcquired(`${FENCE}`)).toEqual(granted);
  expect(readAcquired([5_000, 1])).toEqual({ acquired: false, freeIn: 5_000, queued: true });
  expect(readAcquired(["-1", "0"])).toEqual({
    acquired: false,
    freeIn: Number.POSITIVE_INFINITY,
    queued: false,
  });
  expect(readAcquired([0, 2])).toEqual({ acquired: false, freeIn: 0, heldAs: "limited" });
  expect(readAcquiredSlot(false)(["slot", `${FENCE}`, 3])).toEqual({
    ...granted,
    slot: 3,
  });
  expect(readAcquiredSlot(true)(["slot", FENCE, 3])).toEqual({ acquired: true, fence: FENCE });
  expect(readAcquiredSlot(true)(["wait", -1, 1])).toEqual({
    acquired: false,
    freeIn: Number.POSITIVE_INFINITY,
    queued: true,
  });
  expect(readAcquiredSlot(true)(["held", "exclusive"])).toMatchObject({ heldAs: "exclusive" });
  expect([readChanged(0), readChanged(1)]).toEqual([null, "refused"]);
  expect(readChanged(FENCE)).toEqual({ acquired: true, fence: FENCE });
  expect([readRenewed(1), readRenewed("0")]).toEqual([true, false]);
  expect(readReleased("1")).toEqual({ released: true });
  expect(readReleased([1, "NOPERM"])).toEqual({ released: true, refusal: "NOPERM" });
  expect(readReleased([2, 0])).toEqual({ released: false, more: true });
  expect(readTransfer(FENCE)).toEqual({
    outcome: "transferred",
    fence: FENCE,
    reservedFences: 63,
  });
  expect([readTransfer(0), readTransfer([900])]).toEqual([
    { outcome: "lost" },
    { outcome: "queued", freeIn: 900 },
  ]);
  expect(readPeek(false)(["", -2, "", -2, 0, 0, 0, ""])).toEqual({ held: false, ttl: 0 });
  expect(
    readPeek(true)(["limited", 500, `${FENCE}`, 86_399_000, 1_700_000_001_000, 2, 3, "5"]),
  ).toEqual({
    held: true,
    ttl: 500,
    mode: "limited",
    holders: 3,
    limit: 5,
    fence: FENCE,
    acquiredAt: 1_700_000_000_000,
    waiting: 2,
  });
});
