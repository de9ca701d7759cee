import { POLLED, PUSHED } from "../check/wake-up.js";
import { underLoad } from "../stage/under-load.js";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

export const scenario: Scenario = {
  row: 8,
  title: "scripts vanish",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: (variant) => {
    const bounds = variant === "spin" ? POLLED : PUSHED;
    return { W: { ...bounds, storm: bounds.max } };
  },

  async run(stage) {
    const server = await stage.redis();
    const workers = await stage.trio(server);
    const strike = () => server.admin().script("FLUSH");
    await underLoad(stage, workers, { every: [5, 10], strike });
    const history = await stage.history.read();
    const failed = history.filter(
      (entry) => entry.event === "error" || (entry.event === "released" && entry.ours !== true),
    );
    stage.check("nothing fails", failed.length === 0, JSON.stringify(failed[0]));
  },
};
