import { underLoad } from "../stage/under-load.js";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

/** So that there is always something on its way, in ms each way. */
const DELAY = 5;

export const scenario: Scenario = {
  row: 10,
  title: "command connection cut with a take in flight",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const proxy = await stage.proxy(server);
    proxy.delay(DELAY);
    const workers = await stage.trio({ url: proxy.url });
    const strike = async () => {
      await server.admin().call("CLIENT", "KILL", "TYPE", "normal");
      await server.admin().call("CLIENT", "KILL", "TYPE", "pubsub");
    };
    // A ghost would stand for the whole TTL: nobody else would have the lock in this run.
    const load = { names: ["a"], terms: { ttl: 30_000, blockingTimeout: 5_000 } };
    await underLoad(stage, workers, { every: [50, 200], strike, load });
    const probe = await stage.worker(server);
    const { held } = await probe.acquire("a", { blockingTimeout: 5_000 });
    stage.check("no ghost is left", held === true, "the lock is still taken");
  },
};
