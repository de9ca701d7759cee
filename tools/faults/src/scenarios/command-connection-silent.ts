import { PUSHED } from "../check/wake-up.js";
import { VARIANTS, type Variant } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

/** The default `commandTimeout` and a second, in ms. */
const SERVED = 2_000 + 1_000;

/** A wire that swallows everything and ends nothing: new connections work, and nobody is told that the old one does not. */
export const scenario: Scenario = {
  row: 38,
  title: "command connection of our own goes silent",
  variants: VARIANTS,
  quick: false,
  promises: () => ({ W: { ...PUSHED, storm: SERVED } }),

  async run(stage) {
    const server = await stage.redis();
    const proxy = await stage.proxy(server);
    const holder = await stage.worker(server);
    const { target, options } = ownConnection(proxy.url, stage.variant);
    const waiter = await stage.worker(target, options);
    const kept = await waiter.acquire("kept");
    let begun = 1;
    for (const busy of [false, true]) {
      const lock = await holder.acquire("job");
      const waiting = waiter.acquire("job", { blockingTimeout: 20_000 });
      await stage.history.begun(waiter, begun + 1);
      begun += 2;
      if (busy) await waiter.load({ names: ["a", "b", "c"], loops: 4, hold: [0, 5] });
      await stage.lasting(stage.random.int(0, 700));
      stage.storm();
      proxy.silence();
      await holder.release(lock);
      const next = await waiting;
      stage.check("the waiter has the lock", next.held === true, next.message);
      await waiter.release(next);
      await waiter.halt();
    }
    stage.check("what it held is held still", (await waiter.look(kept)).held === true);
    stage.check("nobody lost a lock", (await stage.history.count("lost")) === 0);
    await waiter.release(kept);
    // The server hears the end of the connections that were silent.
    await proxy.heal();
  },
};

/** From a URL the client opens its connection by itself. With RESP2 the other scenarios give it one. */
function ownConnection(url: string, variant: Variant) {
  if (variant !== "pubsub-resp2") return { target: { url }, options: { variant } };
  return { target: { url: `${url}?protocol=2` }, options: { variant: "pubsub" } } as const;
}
