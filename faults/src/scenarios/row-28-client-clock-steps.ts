import { POLLED, PUSHED } from "../check/wake-up.js";
import { VARIANTS } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

const STEP = 60_000;

export const scenario: Scenario = {
  row: 28,
  title: "client clock steps",
  variants: VARIANTS,
  quick: true,
  promises: (variant) => ({ W: variant === "spin" ? POLLED : PUSHED }),

  async run(stage) {
    const { url } = await stage.redis();
    const workers = await stage.workers(3, { url });
    const terms = { ttl: 300, blockingTimeout: 1_000 };
    for (const worker of workers) {
      await worker.load({ names: ["a", "b"], loops: 4, hold: [0, 40], terms });
    }
    const end = performance.now() + stage.seconds * 1_000;
    while (performance.now() < end) {
      const ms = stage.random.pick([STEP, -STEP, 0]);
      await stage.random.pick(workers).tell({ do: "step-clock", ms });
      await stage.lasting(stage.random.int(20, 100));
    }
    const rounds = await Promise.all(workers.map((worker) => worker.halt()));
    stage.check(
      "everybody had the lock",
      rounds.every((count) => count > 0),
      `${rounds}`,
    );
    const lost = (await stage.history()).filter(({ event }) => event === "lost");
    stage.check("nobody lost it", lost.length === 0, `${lost.length} did`);
  },
};
