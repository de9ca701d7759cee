import { Stopwatch } from "@lockwire/core/testing";
import { expect, test } from "vitest";
import { RabbitContender } from "../src/backend/contender.js";
import { QueueNames } from "../src/protocol/queue-names.js";
import type { Session } from "../src/session/session.js";
import type { Sessions } from "../src/session/sessions.js";
import { FakeLine } from "./helpers/fake-line.js";

const HELD = { held: true, left: 30_000 };

/** One acquisition on a broker whose holder, if it is asked, answers so. */
function contender(line: FakeLine, nextFence = async () => 7, answer = async () => HELD) {
  const { channels } = line;
  const asked: string[] = [];
  const questions: AbortSignal[] = [];
  const session = {
    holds: new Map(),
    channels,
    side: { channels: async () => channels },
    fences: { prepare: () => undefined, next: nextFence },
    mailbox: {
      inbox: "inbox",
      ask: async ({ kind }: { kind: string }, _: number, over: AbortSignal) => {
        asked.push(kind);
        questions.push(over);
        return answer();
      },
    },
    heartbeat: 60_000,
    usable: true,
    whileUsable: <T>(work: Promise<T>) => work,
    mustYield: () => false,
    noteContended: () => undefined,
    drop: () => undefined,
  };
  const sessions = { current: async () => session as unknown as Session } as unknown as Sessions;
  const names = new QueueNames("lockwire:");
  const options = { sessions, names, patience: 5_000, safetyPoll: 5_000 };
  const claim = { name: "job", token: "token" };
  return { contender: new RabbitContender(claim, options), session, asked, questions };
}

test("an attempt that is refused after others asked it leaves the head of the line to them", async () => {
  const line = new FakeLine();
  const { contender: late, session } = contender(line, async () => {
    await session.holds.get("job").answer({ name: "job", kind: "wait", turn: false });
    expect(line.length).toBe(1);
    line.lockIsGone = true;
    return 7;
  });
  expect(await late.tryAcquire(1_000, { enqueue: false })).toMatchObject({ acquired: false });
  await expect.poll(() => line.length).toBe(0);
});

test("a waiter that has the turn polls often, since nobody else can be woken", async () => {
  const line = new FakeLine();
  line.makeTurn();
  const { contender: waiter, asked } = contender(line);
  await waiter.nextChance({} as never, AbortSignal.timeout(100));
  expect(line.length).toBe(1);
  // The turn has come with the place; an attempt that fails leaves it there.
  line.lockIsGone = true;
  await waiter.tryAcquire(1_000, { enqueue: true });
  asked.length = 0;
  const stop = new AbortController();
  const waited = waiter.nextChance({} as never, stop.signal);
  await expect.poll(() => asked.length, { timeout: 4_000 }).toBeGreaterThan(4);
  stop.abort();
  await waited;
});

test("a waiter whose turn comes while its own client has the lock asks, and does not try again and again", async () => {
  const line = new FakeLine();
  line.makeTurn();
  const { contender: waiter, session, asked } = contender(line);
  await waiter.nextChance({} as never, AbortSignal.timeout(100));
  session.holds.set("job", { releasing: false, left: 30_000 });
  expect(await waiter.tryAcquire(1_000, { enqueue: true })).toMatchObject({ acquired: false });
  asked.length = 0;
  const stop = new AbortController();
  const waited = waiter.nextChance({} as never, stop.signal);
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  stop.abort();
  await waited;
});

test("a turn that comes right after the answer that the lock is held is used at once", async () => {
  const line = new FakeLine();
  const answer = async () => {
    await new Promise(setImmediate);
    queueMicrotask(() => queueMicrotask(() => line.makeTurn()));
    return HELD;
  };
  const { contender: waiter } = contender(line, undefined, answer);
  using watch = new Stopwatch();
  await waiter.nextChance({} as never, AbortSignal.timeout(5_000));
  expect(watch.overrun(0)).toBeLessThan(2_500);
});

test("a waiter that has its turn is not waiting for an answer any more", async () => {
  const line = new FakeLine();
  const { contender: waiter, questions } = contender(
    line,
    undefined,
    () => new Promise(() => undefined),
  );
  const waited = waiter.nextChance({} as never, AbortSignal.timeout(5_000));
  await expect.poll(() => questions.length).toBe(1);
  expect(questions[0]?.aborted).toBe(false);
  line.makeTurn();
  await waited;
  expect(questions[0]?.aborted).toBe(true);
});

test("a wait that is over before it begins joins no line", async () => {
  const line = new FakeLine();
  const { contender: waiter } = contender(line);
  await waiter.nextChance({} as never, AbortSignal.abort());
  await new Promise(setImmediate);
  expect(line.length).toBe(0);
});
