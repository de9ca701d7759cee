import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const PAUSE = 800;
const TTL = 400;
/** What a lease that nobody wants may stand, in ms. */
const UNDONE = 1_000;

export const scenario: Scenario = {
  row: 11,
  title: "server pauses writes",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const [holder, other] = await stage.pair(server);
    await holder.acquire("held", { ttl: TTL });
    const behind = other.acquire("held", { ttl: TTL, blockingTimeout: 5_000 });
    await stage.lasting(stage.random.int(0, TTL));
    await server.admin().call("CLIENT", "PAUSE", PAUSE, "WRITE");
    const spent = await other.tryAcquire("spent", { ttl: TTL });
    stage.check(
      "one that is spent on arrival is no lock",
      spent.code === "LOCK_BACKEND",
      spent.code,
    );
    const free = await holder.acquire("spent", { blockingTimeout: UNDONE });
    stage.check("it is given back", free.held === true, free.message);
    stage.check("the waiter has its lock", (await behind).held === true);
  },
};
