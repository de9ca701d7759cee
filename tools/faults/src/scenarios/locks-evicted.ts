import type { RedisServer } from "@lockwire/support";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const TTL = 600;
const BLOCK = "x".repeat(100_000);
const MOST = 1_000;

/** Whoever evicts a lock gives it away: the fence is left to protect the resource, and the docs ask for noeviction. */
export const scenario: Scenario = {
  row: 26,
  title: "locks evicted",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({ M: false }),

  async run(stage) {
    const server = await stage.redis({
      config: ["maxmemory 8mb", "maxmemory-policy volatile-ttl"],
    });
    const [holder, other] = await stage.pair(server);
    const lock = await holder.acquire("job", { ttl: TTL });
    await stage.lasting(stage.random.int(0, TTL));
    await evict(server);
    const next = await other.acquire("job", { blockingTimeout: 10_000 });
    stage.check("another has the lock", next.held === true, next.message);
    await other.write(next);
    await stage.history.noted("lost", 1);
    stage.check("the holder knows of its loss", (await holder.look(lock)).held === false);
    stage.check("the resource refuses it", (await holder.write(lock)).ours === false);
    stage.check("its release frees nothing", (await holder.release(lock)).ours === false);
    stage.check("the new holder is one", (await other.release(next)).ours === true);
  },
};

/** Fills the server until it has thrown the lock out, and makes room again. */
async function evict(server: RedisServer): Promise<void> {
  const admin = server.admin();
  const filled: string[] = [];
  while ((await admin.exists("lockwire:{job}")) === 1 && filled.length < MOST) {
    const key = `filler:${filled.length}`;
    filled.push(key);
    await admin.set(key, BLOCK).catch(() => undefined);
  }
  if (filled.length > 0) await admin.del(...filled);
}
