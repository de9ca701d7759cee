import type { Lock, LockClient } from "@lockwire/core";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { type Command, Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VARIANTS, type Variant } from "./variants.js";

const MODES = ["exclusive", "shared"] as const;

const CHANGES = {
  "a shorter term": (lock: Lock) => lock.extend(5_000),
  "a longer term": (lock: Lock) => lock.extend(40_000),
  downgrade: (lock: Lock) => lock.downgrade(),
  tryUpgrade: (lock: Lock) => lock.tryUpgrade(),
  owned: (lock: Lock) => lock.owned(),
} as const;

const SECOND = { ...CHANGES, release: (lock: Lock) => lock.release() } as const;

/** What becomes of the first change: it arrives and is answered, or not, or arrives when the second has been made. */
const FATES = ["answered", "request lost", "reply lost", "late"] as const;
type Fate = (typeof FATES)[number];

const NEVER = new Promise<never>(() => undefined);

/** A client of the user's that loses one script call, or holds it back. */
class LossyRedis extends Redis {
  fate: Fate = "answered";
  #held: (() => Promise<unknown>) | undefined;

  override sendCommand(command: Command): Promise<unknown> {
    const { fate } = this;
    if (fate === "answered" || !/^eval/.test(command.name)) {
      return super.sendCommand(command) as Promise<unknown>;
    }
    this.fate = "answered";
    if (fate === "reply lost") void super.sendCommand(command);
    if (fate === "late") this.#held = async () => super.sendCommand(command);
    return NEVER;
  }

  /** What was held back arrives. */
  async deliver(): Promise<void> {
    await this.#held?.();
  }
}

interface Case {
  readonly mode: (typeof MODES)[number];
  readonly first: keyof typeof CHANGES;
  readonly second: keyof typeof SECOND;
  readonly together: boolean;
}

const CASES: readonly Case[] = MODES.flatMap((mode) =>
  keysOf(CHANGES).flatMap((first) =>
    keysOf(SECOND).flatMap((second) =>
      [false, true].map((together) => ({ mode, first, second, together })),
    ),
  ),
);

const WAITER = { ttl: 15_000, blockingTimeout: 10_000 };

let server: RedisServer;
let others: LockClient;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

describe.each(VARIANTS)("$title: two changes of a lock", (variant) => {
  beforeAll(() => {
    others = variant.connect(server.url);
  });
  afterAll(() => others.close());

  test.each(FATES)("leave it held as its holder believes, the first being %s", async (fate) => {
    const failures: string[] = [];
    await Promise.all(
      CASES.map(async ({ mode, first, second, together }) => {
        const title = `${mode}: ${first}${together ? " and" : ", then"} ${second}`;
        const each = { mode, first, second, together, fate };
        await play(variant, title, each).catch((error) => failures.push(`${title}: ${error}`));
      }),
    );
    expect(failures).toEqual([]);
  });
});

async function play(
  { connect }: Variant,
  title: string,
  { mode, first, second, together, fate }: Case & { readonly fate: Fate },
): Promise<void> {
  const redis = new LossyRedis(server.url);
  const locks = connect(redis, { commandTimeout: fate === "answered" ? 10_000 : 1_000 });
  const name = `${fate}, ${title}`;
  const held = await locks.acquire(name, { mode, ttl: 20_000 });
  // A release hands the lock on within the process.
  const waiting = new Promise((resolve) => locks.on("waiting", resolve));
  const next = second === "release" ? locks.acquire(name, WAITER) : undefined;
  if (next) await waiting;

  redis.fate = fate;
  const changing = CHANGES[first](held);
  if (!together) await changing.catch(() => undefined);
  await Promise.allSettled([changing, SECOND[second](held)]);
  redis.fate = "answered";
  const lock = next ? await next : held;
  await isHeldBy(lock);
  await redis.deliver();
  await isHeldBy(lock);
  expect(await lock.release()).toBe(true);
  await waitUntil(async () => !(await others.peek(name)).held, { what: "a free lock" });
  await locks.close();
  redis.disconnect();
}

/** By nobody else, in its mode, and for as long as it believes. */
async function isHeldBy(lock: Lock): Promise<void> {
  const { name } = lock;
  expect(lock.signal.reason).toBeUndefined();
  expect(await lock.owned()).toBe(true);
  expect(await others.tryAcquire(name)).toBeNull();
  const { ttl } = await others.peek(name);
  expect(ttl).toBeGreaterThanOrEqual(Math.floor(lock.remaining()));
  const sharer = await others.tryAcquire(name, { mode: "shared" });
  if (lock.mode === "exclusive") expect(sharer).toBeNull();
  await sharer?.release();
}

function keysOf<T extends object>(record: T): readonly (keyof T)[] {
  return Object.keys(record) as (keyof T)[];
}
