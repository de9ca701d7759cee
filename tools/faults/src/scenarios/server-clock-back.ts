import { type RedisServer, waitUntil } from "@lockwire/support";
import type { Scenario } from "./scenario.js";

/** In seconds. */
const STEPS = [2, 20];
const TTL = 1_000;

/**
 * No server's clock can be moved from outside. So all that a server has noted by its clock is put ahead of it instead:
 * the fences from the start, and the order of the queue when the step comes.
 */
export const scenario: Scenario = {
  row: 46,
  title: "server clock set back",
  variants: ["pubsub", "pubsub-resp2"],
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const [mortal, first, second] = await stage.trio(server);
    const step = stage.random.pick(STEPS) * 1_000_000;
    const ahead = Date.now() * 1_000 + step;
    await server.admin().set("lockwire:{job}:fence", ahead, "PX", 60_000);
    const held = await mortal.acquire("job", { ttl: TTL });
    const terms = { ttl: TTL, blockingTimeout: 20_000 };
    const passes = stage.random.int(1, 9);
    const local = Array.from({ length: passes }, () => mortal.acquire("job", terms));
    await stage.history.begun(mortal, 1 + passes);
    const served = first.acquire("job", terms);
    await queueOf(server, 1);
    await stepQueue(server, step);
    const last = second.acquire("job", terms);
    await queueOf(server, 2);

    let lock = held;
    for (const next of local) {
      await mortal.release(lock);
      lock = await next;
    }
    await mortal.kill();
    const [one, other] = [await served, last];
    stage.check("who came first is served first", one.held === true, one.message);
    stage.check("its fence is higher", (one.fence ?? 0) > (lock.fence ?? 0));
    await first.release(one);
    const after = await other;
    stage.check("and then who came later", after.held === true, after.message);
    await second.release(after);
    const order = (one.fence ?? 0) < (after.fence ?? 0);
    stage.check("in the order of the queue", order, `${one.fence}, ${after.fence}`);
  },
};

async function queueOf(server: RedisServer, size: number): Promise<void> {
  const queued = async () => (await server.admin().zcard("lockwire:{job}:queue")) === size;
  await waitUntil(queued, { what: `${size} in the queue`, every: 5 });
}

/** What stands in the queue came when the clock was ahead. */
async function stepQueue(server: RedisServer, micros: number): Promise<void> {
  const admin = server.admin();
  for (const entry of await admin.zrange("lockwire:{job}:queue", "0", "-1")) {
    await admin.zincrby("lockwire:{job}:queue", micros, entry);
  }
}
