import { PUSHED } from "../check/wake-up.js";
import type { Scenario } from "./scenario.js";

/** Lock clients in each of two processes: on the server every one of them is a waiter of its own. */
const CLIENTS = 10;

/** A monitor or an exporter receives every message too: what it receives says nothing of the waiter behind it. */
export const scenario: Scenario = {
  row: 40,
  title: "pattern subscriber",
  variants: ["pubsub", "pubsub-resp2"],
  // Sharers do not wait for a sharer.
  modes: () => ["exclusive", "limited"],
  quick: true,
  promises: () => ({ W: PUSHED }),

  async run(stage) {
    const server = await stage.redis();
    const monitor = server.admin().duplicate();
    await monitor.psubscribe("*");
    const holder = await stage.worker(server);
    const [mortal, other] = await stage.pair(server, { clients: CLIENTS });
    const lock = await holder.acquire("job");
    const terms = { blockingTimeout: 120_000 };
    const load = { names: ["job"], loops: CLIENTS, hold: [0, 1] as const, terms, rounds: 1 };
    await mortal.load(load);
    await stage.queued(server, "job", CLIENTS);
    await other.load(load);
    await stage.queued(server, "job", 2 * CLIENTS);
    await mortal.kill();
    await stage.subscribed(server, CLIENTS);
    await stage.lasting(stage.random.int(0, 100));
    await holder.release(lock);
    const served = await other.finish();
    stage.check("everyone who lives had the lock", served === CLIENTS, `${served}`);
    monitor.disconnect();
  },
};
