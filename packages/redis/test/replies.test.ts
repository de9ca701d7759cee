import { LockBackendError } from "@lockwire/core";
import { describe, expect, test } from "vitest";
import {
  answer,
  readAcquired,
  readHolder,
  readPeek,
  readReleased,
  readRenewed,
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
  { step: "peek", read: readPeek(true), none: [0, 1, [1, 2, 3, 4, 5], [null, 1, "", 1, 1, 0]] },
])("only a well-formed reply to $step is an answer", ({ step, read, none }) => {
  test.each([...NONE, ...none].map((reply) => ({ reply })))("$reply is none", ({ reply }) => {
    const read1 = () => answer<unknown>(reply, read, "job", step);
    expect(read1).toThrow(LockBackendError);
    expect(read1).toThrow(/not one of the lock's script/);
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
  expect(readPeek(false)([0, -2, "", -2, 0, 0])).toEqual({ held: false, ttl: 0 });
  expect(readPeek(true)([1, 500, `${FENCE}`, 86_399_000, 1_700_000_001_000, 2])).toEqual({
    held: true,
    ttl: 500,
    fence: FENCE,
    acquiredAt: 1_700_000_000_000,
    waiting: 2,
  });
});
