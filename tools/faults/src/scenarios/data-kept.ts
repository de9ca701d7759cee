import { PUSHED } from "../check/wake-up.js";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

/** Of the holder, in ms: longer than a restart takes anywhere. */
const TTL = 20_000;

export const scenario: Scenario = {
  row: 7,
  title: "Redis restarts, data kept",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: (variant) => ({ W: variant === "spin" ? { max: 1_000 } : { ...PUSHED, storm: 1_000 } }),

  async run(stage) {
    const server = await stage.redis({ persist: true });
    const [holder, one, two] = await stage.trio(server);
    const lock = await holder.acquire("job", { ttl: TTL });
    const terms = { ttl: 400, blockingTimeout: 20_000 };
    const load = { names: ["job"], loops: 2, hold: [0, 5] as const, terms };
    for (const each of [one, two]) await each.load(load);
    for (const each of [one, two]) await stage.history.begun(each);
    stage.storm();
    await server.restart();
    stage.check("the holder has kept its lock", (await holder.look(lock)).held === true);
    await holder.release(lock);
    await stage.history.noted("released", 5);
    stage.calm();
    await stage.lasting(stage.seconds * 1_000);
    // What a waiter knows of the TTL is what it was told last: let that be the load's, and not the first holder's.
    await stage.history.noted("acquired", (await stage.history.count("acquired", two)) + 3, two);
    await one.kill();
    await stage.history.noted("released", (await stage.history.count("released")) + 5);
  },
};
