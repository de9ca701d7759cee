import { type Entry, type Invariant, judge, type Promises } from "@lockwire/faults";
import { expect, it } from "vitest";
import { held, inOrder, noted } from "./history.js";

const PUSHED: Promises = { W: { max: 250, p99: 50 } };

function broken(history: Entry[], promises: Promises = PUSHED): Invariant[] {
  return judge(history, promises)
    .filter(({ violations }) => violations.length > 0)
    .map(({ invariant }) => invariant);
}

const call = (op: string, at: number, bound: number | null = null): Entry =>
  noted(op, at, { event: "calling", op, name: "job", ttl: 1_000, bound });
const got = (op: string, at: number, fence: number, until: number): Entry =>
  noted(op, at, { event: "acquired", op, askedAt: 0, name: "job", fence, until });

it("finds nothing in a history in which all went well", () => {
  const first = held({ op: "a", from: 0, to: 100, fence: 1 });
  const second = held({ op: "b", called: 50, from: 102, to: 200, fence: 2, bound: 100 });
  expect(broken(inOrder(...first, ...second))).toEqual([]);
});

it("M: sees a second holder beside the first", () => {
  const first = held({ op: "a", from: 0, to: 100, fence: 1 });
  expect(broken(inOrder(...first, ...held({ op: "b", from: 99, to: 150, fence: 2 })))).toEqual([
    "M",
  ]);
});

it("M: sees one that is held under a longer one, and after it a third", () => {
  const first = held({ op: "a", from: 0, to: 300, fence: 1 });
  const within = held({ op: "b", from: 50, to: 60, fence: 2 });
  const after = held({ op: "c", from: 200, to: 210, fence: 3 });
  const [finding] = judge(inOrder(...first, ...within, ...after), {});
  expect(finding?.violations).toHaveLength(2);
});

it("M: counts a holder that was stopped only until its own deadline", () => {
  const stopped = held({ op: "a", from: 0, to: 2_000, until: 500, fence: 1 });
  const next = held({ op: "b", from: 510, to: 600, fence: 2 });
  const signalled = noted("a", 2_000, { event: "lost", op: "a", why: "expired" });
  const absent = noted("a", 2_000, { event: "absent", kind: "off-cpu", ms: 1_900, span: 1_900 });
  expect(broken(inOrder(...stopped, signalled, absent, ...next))).toEqual([]);
});

it("M: does not count one whose time was over when it heard of its lock", () => {
  const first = held({ op: "a", from: 0, to: 300, fence: 1 });
  const late = held({ op: "b", called: 0, from: 100, to: 100, until: 100, fence: 2 });
  expect(judge(inOrder(...first, ...late), { F: false })[0]?.violations).toEqual([]);
});

it("M: believes the resource when it saw two at once", () => {
  expect(broken([noted("stage", 1, { event: "overlap", name: "job", fences: [1, 2] })])).toEqual([
    "M",
  ]);
});

it("F: sees a fence that does not rise", () => {
  const first = held({ op: "a", from: 0, to: 100, fence: 7 });
  expect(broken(inOrder(...first, ...held({ op: "b", from: 101, to: 150, fence: 7 })))).toEqual([
    "F",
  ]);
});

it("L: sees a loss that is signalled late, and one that never is", () => {
  const late = [
    call("a", 0),
    got("a", 1, 1, 500),
    noted("a", 551, { event: "lost", op: "a", why: "expired" }),
  ];
  expect(broken(late)).toEqual(["L"]);
  expect(broken([call("a", 0), got("a", 1, 1, 500), call("b", 600)])).toEqual(["L"]);
});

it("L: allows for what the process was kept from running, and for nothing else", () => {
  const history = (lost: number) =>
    inOrder(
      call("a", 0),
      got("a", 1, 1, 500),
      noted("a", 800, { event: "absent", kind: "off-cpu", ms: 300, span: 300 }),
      noted("a", lost, { event: "lost", op: "a", why: "expired" }),
    );
  expect(broken(history(849))).toEqual([]);
  expect(broken(history(851))).toEqual(["L"]);
});

it("L: gives one that was blocked by a fault 100 ms", () => {
  const history = (lost: number) =>
    inOrder(
      call("a", 0),
      got("a", 1, 1, 500),
      noted("a", 800, { event: "absent", kind: "blocked", ms: 400, span: 400 }),
      noted("a", lost, { event: "lost", op: "a", why: "expired" }),
    );
  expect(broken(history(899))).toEqual([]);
  expect(broken(history(901))).toEqual(["L"]);
});

it("L: sees a lock that is called held after its deadline", () => {
  const history = [
    ...[call("a", 0), got("a", 1, 1, 500)],
    noted("a", 501, { event: "looked", op: "a", held: true }),
    noted("a", 502, { event: "lost", op: "a", why: "expired" }),
  ];
  expect(broken(history)).toEqual(["L"]);
});

it("W: sees a waiter that is left sleeping after a release", () => {
  const first = held({ op: "a", from: 0, to: 100, fence: 1 });
  expect(
    broken(inOrder(...first, ...held({ op: "b", called: 50, from: 351, to: 400, fence: 2 }))),
  ).toEqual(["W"]);
  expect(broken(inOrder(...first, call("b", 50), call("c", 400)))).toEqual(["W"]);
});

it("W: sees a 99th percentile above its bound", () => {
  const history = Array.from({ length: 120 }, (_, i) =>
    held({ op: `o${i}`, called: 0, from: i * 61, to: i * 61 + 1, fence: i + 1 }),
  );
  expect(broken(inOrder(...history.flat()))).toEqual(["W"]);
});

it("W: allows for a server that did not answer", () => {
  const first = held({ op: "a", from: 0, to: 100, fence: 1 });
  const second = held({ op: "b", called: 50, from: 500, to: 510, fence: 2 });
  const away = noted("server", 400, { event: "absent", kind: "away", ms: 300, span: 300 });
  expect(broken(inOrder(...first, ...second, away))).toEqual([]);
});

it("W: allows a killed waiter, who may have had the lock, its ttl", () => {
  const first = held({ op: "a", from: 0, to: 100, fence: 1 });
  const killed = noted("stage", 150, { event: "killed", worker: "b" });
  const next = (from: number) => held({ op: "c", called: 60, from, to: from + 10, fence: 3 });
  expect(broken(inOrder(...first, call("b", 50), killed, ...next(1_349)))).toEqual([]);
  expect(broken(inOrder(...first, call("b", 50), killed, ...next(1_351)))).toEqual(["W"]);
  expect(broken(inOrder(...first, call("b", 50), ...next(1_349)))).toEqual(["W"]);
});

it("W: allows a killed sharer the rest of its ttl, which it may have had beside a later one", () => {
  const shared = (entries: readonly Entry[]): Entry[] =>
    entries.map((entry) => (entry.event === "calling" ? { ...entry, shared: true } : entry));
  const killed = noted("stage", 100, { event: "killed", worker: "b" });
  const first = held({ op: "a", from: 0, to: 150, fence: 1 });
  const next = (from: number) => held({ op: "c", called: 60, from, to: from + 10, fence: 3 });
  const history = (from: number) => inOrder(...first, call("b", 50), killed, ...next(from));
  expect(broken(shared(history(1_349)))).toEqual([]);
  expect(broken(shared(history(1_351)))).toEqual(["W"]);
  expect(broken(history(1_349))).toEqual(["W"]);

  const dead = [
    call("b", 20),
    got("b", 30, 1, 1_030),
    noted("stage", 40, { event: "killed", worker: "b" }),
  ];
  const beside = inOrder(
    ...first,
    ...dead,
    ...held({ op: "c", called: 60, from: 1_040, to: 1_050, fence: 3 }),
  );
  expect(broken(shared(beside))).toEqual([]);
});

it("D: sees a dead holder that is not replaced in time", () => {
  const history = (taken: number) =>
    inOrder(
      ...[
        call("a", 0),
        got("a", 1, 1, 1_000),
        noted("stage", 200, { event: "killed", worker: "a" }),
      ],
      ...held({ op: "b", called: 100, from: taken, to: taken + 10, fence: 2 }),
    );
  expect(broken(history(1_699))).toEqual([]);
  expect(broken(history(1_701))).toEqual(["D"]);
});

it("D: sees a dead holder that nobody replaces although somebody waits", () => {
  const killed = noted("stage", 200, { event: "killed", worker: "a" });
  expect(
    broken(inOrder(call("a", 0), got("a", 1, 1, 1_000), killed, call("b", 100), call("c", 1_900))),
  ).toEqual(["D"]);
});

it("B: sees a call that settles late, and one that never does", () => {
  const refused = (at: number) =>
    noted("a", at, { event: "refused", op: "a", askedAt: 0, code: "LOCK_TIMEOUT", message: "" });
  expect(broken([call("a", 0, 500), refused(550)])).toEqual([]);
  expect(broken([call("a", 0, 500), refused(551)])).toEqual(["B"]);
  expect(broken([call("a", 0, 500), call("b", 551)])).toEqual(["B"]);
});

it("Z: sees what was left behind, and a process that does not end", () => {
  expect(broken([noted("stage", 1, { event: "left-behind", what: "a key" })])).toEqual(["Z"]);
  expect(
    broken([noted("stage", 1, { event: "exited", worker: "a", clean: false, why: "did not end" })]),
  ).toEqual(["Z"]);
});

it("Z: sees a lock that is minded after its release", () => {
  const history = held({ op: "a", from: 0, to: 100, fence: 1 });
  const lost = noted("a", 130, { event: "lost", op: "a", why: "stolen" });
  expect(broken([...history, lost])).toEqual(["Z"]);
});

it("sees what the row itself found wrong", () => {
  expect(
    broken([noted("stage", 1, { event: "checked", what: "order", ok: false, detail: "none" })]),
  ).toEqual(["row"]);
});

it("does not judge what a row does not promise", () => {
  const first = held({ op: "a", from: 0, to: 100, fence: 2 });
  const history = inOrder(...first, ...held({ op: "b", from: 50, to: 60, fence: 1 }));
  expect(broken(history, { M: false, F: false })).toEqual([]);
});
