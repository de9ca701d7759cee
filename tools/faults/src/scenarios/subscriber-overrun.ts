import { waitUntil } from "@lockwire/support";
import { PUSHED } from "../check/wake-up.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const LIMIT = "client-output-buffer-limit pubsub 64kb 64kb 1";
const FLOOD = "x".repeat(256 * 1024);

export const scenario: Scenario = {
  row: 31,
  title: "subscriber overrun",
  variants: ["pubsub", "pubsub-resp2", "pubsub-plain"],
  modes: () => MODES,
  quick: true,
  promises: () => ({ W: { ...PUSHED, storm: 1_000 } }),

  async run(stage) {
    const server = await stage.redis({ config: [LIMIT] });
    const [holder, waiter] = await stage.pair(server);
    const locks = await Promise.all(["a", "b", "c"].map((name) => holder.acquire(name)));
    const names = ["a", "b", "c"];
    const waits = names.map((name) => waiter.acquire(name, { blockingTimeout: 20_000 }));
    await stage.history.begun(waiter, names.length);
    const admin = server.admin();
    const channels = await waitUntil(
      async () => {
        const heard = (await admin.call("PUBSUB", "CHANNELS")) as string[];
        return heard.length > 0 && heard;
      },
      { what: "the waiter to subscribe" },
    );
    stage.storm();
    await waiter.suspend();
    await waitUntil(
      async () => {
        const heard = await Promise.all(channels.map((channel) => admin.publish(channel, FLOOD)));
        return heard.every((count) => count === 0);
      },
      { what: "the server to cut the subscriber off", every: 1 },
    );
    await Promise.all(locks.map((lock) => holder.release(lock)));
    waiter.resume();
    const had = await Promise.all(waits);
    const all = had.every(({ held }) => held);
    stage.check("every name was looked after again", all, JSON.stringify(had));
    await Promise.all(had.map((lock) => waiter.release(lock)));
    stage.calm();
    for (let round = 0; round < 5; round++) {
      const lock = await holder.acquire("a");
      const next = waiter.acquire("a");
      await stage.history.noted("waiting", names.length + 1 + round);
      await holder.release(lock);
      await waiter.release(await next);
    }
  },
};
