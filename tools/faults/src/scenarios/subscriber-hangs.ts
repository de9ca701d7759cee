import { type RedisServer, waitUntil } from "@lockwire/support";
import { PUSHED } from "../check/wake-up.js";
import type { Variant } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

/** How often the subscriber's connection is accepted and never answered before one works. */
const HANGING = [1, 2];

/** The default `commandTimeout` after which a connection is opened anew, and what may lie between two, in ms. */
const OPENED = 2_000 + 1_000;

export const scenario: Scenario = {
  row: 41,
  title: "subscriber hangs while it connects",
  variants: ["pubsub-resp2", "pubsub-plain"],
  quick: false,
  promises: () => ({ W: { ...PUSHED, storm: 1_000 } }),

  async run(stage) {
    const server = await stage.redis();
    const proxy = await stage.proxy(server);
    const [holder, others] = await stage.pair(server);
    // A subscriber has a connection of its own with RESP2 alone.
    const waiter = await stage.worker({ url: proxy.url, options: { protocol: 2 } });
    const terms = { blockingTimeout: 20_000 };
    await waiter.release(await waiter.acquire("job"));
    const hanging = stage.random.pick(HANGING);
    proxy.hang(hanging);

    stage.storm();
    const held = await holder.acquire("job");
    const deaf = waiter.acquire("job", terms);
    await stage.history.noted("degraded", 1, waiter);
    if (stage.variant === "pubsub-resp2") {
      const entry = await firstInQueue(server);
      stage.check("it queues as one that hears nothing", entry.startsWith("- "), entry);
      await others.load({ names: ["job"], loops: 3, hold: [0, 5] });
    }
    await holder.release(held);
    const served = await deaf;
    stage.check("it is not starved", served.held === true, served.message);
    await waiter.release(served);
    await others.halt();

    const again = await holder.acquire("job");
    const heard = waiter.acquire("job", terms);
    const hears = () => isHeard(server, stage.variant);
    await waitUntil(hears, { what: "another subscriber", timeout: hanging * OPENED });
    stage.calm();
    await holder.release(again);
    const last = await heard;
    stage.check("it hears again", last.held === true, last.message);
    await waiter.release(last);
    // The server hears the end of the connections that hung.
    await proxy.heal();
  },
};

/** Whether the only waiter is told of a release. */
async function isHeard(server: RedisServer, variant: Variant): Promise<boolean> {
  if (variant === "pubsub-resp2") return !(await firstInQueue(server)).startsWith("- ");
  const [, count] = await server.admin().pubsub("NUMSUB", "lockwire:{job}");
  return Number(count) > 0;
}

async function firstInQueue(server: RedisServer): Promise<string> {
  const [entry = "- "] = await server.admin().zrange("lockwire:{job}:queue", "0", "0");
  return entry;
}
