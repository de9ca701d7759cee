import { setTimeout as sleep } from "node:timers/promises";
import { countCommands, total, waitUntil } from "@lockwire/support";
import type { Redis } from "ioredis";
import { PUSHED } from "../check/wake-up.js";
import type { Scenario } from "./scenario.js";

/** Few at a time: what arrives in one piece is one hint. */
const BATCH = 10;
/** So many of them alone, 1 ms apart: a waiter could look at each, which a flood leaves it no time for. */
const TRICKLE = 1_000;
const JUNK = ["free", "", "\0", "x y z", "AAAAAAAAAAAAAAAAAAAAA", "x".repeat(1_000_000)];
/** How often messages may send a waiter to Redis: so often at once, then so often a second, however quick the machine. */
const LOOKS = { burst: 80, aSecond: 250 };

export const scenario: Scenario = {
  row: 35,
  title: "forged messages",
  variants: ["pubsub", "pubsub-resp2", "pubsub-plain"],
  quick: true,
  promises: () => ({ W: { ...PUSHED, storm: 1_000 } }),

  async run(stage) {
    const server = await stage.redis();
    const [holder, waiter] = await stage.pair(server);
    const lock = await holder.acquire("job");
    const waiting = waiter.acquire("job", { blockingTimeout: 60_000 });
    await stage.history.noted("waiting", 1);
    const forger = server.admin().duplicate();
    const channels = await waitUntil(() => subscribed(forger), { what: "the subscription" });
    const hints = [...JUNK.slice(0, -1), await forgedGrant(forger)];
    const sent = await countCommands(server.admin());
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1_000;
    stage.storm();
    let messages = 0;
    while (seconds() < stage.seconds) {
      const batch = forger.pipeline();
      for (let n = 0; n < BATCH; n++) {
        const junk = stage.random.int(0, 500) === 0 ? JUNK : hints;
        batch.publish(stage.random.pick(channels), stage.random.pick(junk));
      }
      await batch.exec();
      messages += BATCH;
    }
    stage.measure("messages", messages / seconds(), "a second");
    for (let n = 0; n < TRICKLE; n++) {
      await forger.publish(stage.random.pick(channels), hints.at(-1) ?? "");
      await sleep(1);
    }
    const looks = total(await sent(), "evalsha", "eval");
    const bound = LOOKS.burst + LOOKS.aSecond * seconds();
    stage.measure("looks", looks / seconds(), "a second");
    stage.check("the looks are bounded", looks <= bound, `${looks} in ${seconds().toFixed(1)} s`);
    stage.check("nobody is fooled", (await holder.look(lock)).held === true);
    await holder.release(lock);
    const next = await waiting;
    stage.check("the waiter has the lock", next.held === true, next.message);
    const { heap = 0 } = await waiter.tell({ do: "memory" });
    stage.measure("heap", heap, "MB");
    stage.check("what it keeps is bounded", heap < 60, `${heap} MB`);
    forger.disconnect();
  },
};

async function subscribed(redis: Redis): Promise<readonly string[] | undefined> {
  const channels = (await redis.pubsub("CHANNELS", "lockwire:*")) as string[];
  return channels.length > 0 ? channels : undefined;
}

/** What sends a waiter to Redis: its own place in the queue, or, where none queue, any word at all. */
async function forgedGrant(redis: Redis): Promise<string> {
  const [entry = ""] = await redis.zrange("lockwire:{job}:queue", "0", "0");
  const [, place] = entry.split(" ");
  return place ?? "free";
}
