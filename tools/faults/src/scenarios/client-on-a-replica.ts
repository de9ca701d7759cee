import { VARIANTS } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

/** For so long a replica may be a failover that is under way, in ms; after that it is an error. */
const PATIENCE = 1_000;

export const scenario: Scenario = {
  row: 18,
  title: "client talks to a replica",
  variants: VARIANTS,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const [holder, other] = await stage.pair(server);
    await other.release(await other.acquire("warm-up"));
    const lock = await holder.acquire("job", { ttl: 1_000 });
    await stage.lasting(stage.random.int(0, 300));
    await server.admin().replicaof("127.0.0.1", 1);

    const refused = await other.acquire("free", { blockingTimeout: 10_000 });
    stage.check("it is told with a typed error", refused.code === "LOCK_BACKEND", refused.code);
    stage.check("which says why", refused.message?.includes("READONLY") === true, refused.message);
    stage.check("a release does not succeed", (await holder.release(lock)).ours !== true);

    await server.admin().replicaof("NO", "ONE");
    const terms = { blockingTimeout: PATIENCE + 4_000 };
    const again = await other.acquire("job", terms);
    stage.check("it works with the next primary", again.held === true, again.message);
  },
};
