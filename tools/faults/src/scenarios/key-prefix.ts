import { POLLED, PUSHED } from "../check/wake-up.js";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

export const scenario: Scenario = {
  row: 32,
  title: "ioredis keyPrefix",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: (variant) => ({ W: variant === "spin" ? POLLED : PUSHED }),

  async run(stage) {
    const server = await stage.redis();
    const { url } = server;
    const [one, two] = await stage.pair({ url, options: { keyPrefix: "app:" } });
    const stranger = await stage.worker({ url, options: { keyPrefix: "other:" } });
    for (let round = 1; round <= 5; round++) {
      const lock = await one.acquire("job");
      stage.check(
        "the prefix is the key's",
        (await server.admin().exists("app:lockwire:{job}")) === 1,
      );
      const free = await stranger.tryAcquire("elsewhere");
      const next = two.acquire("job");
      await stage.history.noted("waiting", round);
      await stage.lasting(stage.random.int(0, 30));
      await one.release(lock);
      const taken = await next;
      stage.check("the waiter is woken", taken.held === true, taken.message);
      await two.release(taken);
      await stranger.release(free);
    }
  },
};
