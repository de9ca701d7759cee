import { countCommands, type RedisServer, waitUntil } from "@lockwire/support";
import type { Redis } from "ioredis";
import { PUSHED } from "../check/wake-up.js";
import type { Stage } from "../stage/stage.js";
import type { Scenario } from "./scenario.js";

const DEAD = 100_000;
/** Entries that a call may remove, and what else it sends. */
const MOST_A_CALL = 300;
/** What a queue of dead entries may cost, in ms. */
const CLEARED = 5_000;
const QUEUE = "lockwire:{job}:queue";
const BAD = ["junk", "", "- b 0 t", "- b -1 t", "- b 1.5 t", "- b 99999999999 t", "- b 9 t e", "-"];

export const scenario: Scenario = {
  row: 50,
  title: "hostile queue",
  variants: ["pubsub", "pubsub-resp2"],
  quick: false,
  promises: () => ({ W: { ...PUSHED, storm: CLEARED } }),

  async run(stage) {
    const server = await stage.redis();
    await dropped(stage, server);
    await bounded(stage, server);
    await refused(stage, server);
  },
};

/** Entries that cannot be served cost the waiters behind them nothing. */
async function dropped(stage: Stage, server: RedisServer): Promise<void> {
  const [holder, waiter] = await stage.pair(server);
  const lock = await holder.acquire("job");
  const next = waiter.acquire("job");
  await waitUntil(() => server.admin().zcard(QUEUE), { what: "its place", every: 5 });
  for (const [place, entry] of BAD.entries()) await server.admin().zadd(QUEUE, -place, entry);
  await holder.release(lock);
  const served = await next;
  stage.check("bad entries are dropped", served.held === true, served.message);
  await waiter.release(served);
}

/** So many dead ones are removed in calls of bounded work. */
async function bounded(stage: Stage, server: RedisServer): Promise<void> {
  const admin = server.admin();
  const [holder, waiter] = await stage.pair(server);
  const lock = await holder.acquire("job");
  await fill(admin);
  const next = waiter.acquire("job", { blockingTimeout: 30_000 });
  await waitUntil(async () => (await admin.zcard(QUEUE)) > DEAD, { what: "its place", every: 5 });
  const counted = await countCommands(admin);
  stage.storm();
  await holder.release(lock);
  const served = await next;
  stage.calm();
  const { evalsha = 0, eval: evals = 0, zrem = 0 } = await counted();
  const each = zrem / (evalsha + evals);
  stage.check("the work of a call is bounded", each < MOST_A_CALL, `${each} entries a call`);
  stage.check("the waiter has the lock", served.held === true, served.message);
  stage.measure("calls", evalsha + evals);
  await waiter.release(served);
}

/** What is no lock, no fence and no queue is told by a typed error, or does not matter. */
async function refused(stage: Stage, server: RedisServer): Promise<void> {
  const worker = await stage.worker(server);
  for (const key of ["lockwire:{wrong}", "lockwire:{wrong}:fence"]) {
    await server.admin().lpush(key, "a list");
    const { code, message } = await worker.acquire("wrong", { blockingTimeout: 2_000 });
    stage.check(`a list in the place of ${key} is told`, code === "LOCK_BACKEND", message);
    await server.admin().del(key, "lockwire:{wrong}");
  }
  await server.admin().set("lockwire:{wrong}:queue", "a string");
  const lock = await worker.acquire("wrong");
  stage.check("what is no queue keeps nobody from the lock", lock.held === true, lock.message);
  stage.check("nor from its release", (await worker.release(lock)).ours === true);
  await server.admin().del("lockwire:{wrong}:queue");
}

/** Before all others, as by clients that died. */
async function fill(admin: Redis): Promise<void> {
  const script = `
    for place = 1, ARGV[1] do
      redis.call('ZADD', KEYS[1], place - ARGV[1], 'dead ' .. place .. ' 5000 token' .. place)
    end`;
  await admin.eval(script, 1, QUEUE, DEAD);
}
