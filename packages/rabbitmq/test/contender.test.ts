import { expect, test } from "vitest";
import { RabbitContender } from "../src/backend/contender.js";
import { QueueNames } from "../src/protocol/queue-names.js";
import type { Session } from "../src/session/session.js";
import type { Sessions } from "../src/session/sessions.js";
import { FakeLine } from "./helpers/fake-line.js";

const HELD = { held: true, left: 30_000 };

/** One acquisition on a broker whose holder, if it is asked, answers so. */
function contender(line: FakeLine, nextFence: () => Promise<number>) {
  const { channels } = line;
  const asked: string[] = [];
  const session = {
    holds: new Map(),
    channels,
    side: { channels: async () => channels },
    fences: { prepare: () => undefined, next: nextFence },
    mailbox: {
      inbox: "inbox",
      ask: async ({ kind }: { kind: string }) => {
        asked.push(kind);
        return HELD;
      },
    },
    heartbeat: 60_000,
    usable: true,
    whileUsable: <T>(work: Promise<T>) => work,
    owesCourtesy: () => false,
    noteContended: () => undefined,
    drop: () => undefined,
  };
  const sessions = { current: async () => session as unknown as Session } as unknown as Sessions;
  const names = new QueueNames("lockwire:");
  const options = { sessions, names, patience: 5_000, safetyPoll: 5_000 };
  const claim = { name: "job", token: "token" };
  return { contender: new RabbitContender(claim, options), session, asked };
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

test("a waiter that keeps the turn asks again soon, as that wakes nobody else", async () => {
  const line = new FakeLine();
  line.makeTurn();
  const { contender: waiter, asked } = contender(line, async () => 7);
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
