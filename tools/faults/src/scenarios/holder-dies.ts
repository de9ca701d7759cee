import { POLLED, PUSHED } from "../check/wake-up.js";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const TTL = 400;

export const scenario: Scenario = {
  row: 1,
  title: "holder dies",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: (variant) => ({ W: variant === "spin" ? POLLED : PUSHED }),

  async run(stage) {
    const { url } = await stage.redis();
    const [holder, ...others] = await stage.trio({ url });
    const names = ["job"];
    await holder.acquire("job", { ttl: TTL });
    for (const other of others) {
      await other.load({ names, loops: 3, hold: [0, 5], terms: { ttl: TTL }, rounds: 10 });
    }
    await stage.lasting(stage.random.int(0, TTL));
    await holder.kill();
    const rounds = await Promise.all(others.map((other) => other.finish()));
    stage.check(
      "every waiter had its turns",
      rounds.every((n) => n === 30),
      `${rounds}`,
    );
  },
};
