import { countCommands, total, waitUntil } from "@lockwire/support";
import type { Redis } from "ioredis";
import { PUSHED } from "../check/wake-up.js";
import type { Scenario } from "./scenario.js";

/** Few at a time: what arrives in one piece is one hint. */
const BATCH = 10;
const JUNK = [
  "free",
  "",
  "\0",
  "x y z",
  "AAAAAAAAAAAAAAAAAAAAA 9999999999999999 999999",
  "x".repeat(1_000_000),
];
/** What a waiter may look for itself while messages pour in, a second; and what it may at once. */
const LOOKS = { aSecond: 300, burst: 100 };

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
    await stage.noted("waiting", 1);
    const forger = server.admin().duplicate();
    const channels = await waitUntil(() => subscribed(forger), { what: "the subscription" });
    const sent = await countCommands(server.admin());
    const started = performance.now();
    stage.storm();
    let messages = 0;
    while (performance.now() - started < stage.seconds * 1_000) {
      const batch = forger.pipeline();
      for (let n = 0; n < BATCH; n++) {
        const junk = stage.random.int(0, 500) === 0 ? JUNK : JUNK.slice(0, -1);
        batch.publish(stage.random.pick(channels), stage.random.pick(junk));
      }
      await batch.exec();
      messages += BATCH;
    }
    const seconds = (performance.now() - started) / 1_000;
    const looks = total(await sent(), "evalsha", "eval");
    stage.measure("messages", messages / seconds, "a second");
    stage.measure("looks", looks / seconds, "a second");
    const bound = LOOKS.burst + LOOKS.aSecond * seconds;
    stage.check("the looks are bounded", looks <= bound, `${looks} in ${seconds} s`);
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
