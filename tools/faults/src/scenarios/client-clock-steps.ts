import { POLLED, PUSHED } from "../check/wake-up.js";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const STEP = 60_000;

export const scenario: Scenario = {
  row: 28,
  title: "client clock steps",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: (variant) => ({ W: variant === "spin" ? POLLED : PUSHED }),

  async run(stage) {
    const { url } = await stage.redis();
    const workers = await stage.workers(3, { url, options: {} });
    const terms = { ttl: 10_000, blockingTimeout: 9_000 };
    for (const worker of workers) {
      await worker.load({ names: ["a", "b"], loops: 4, hold: [0, 20], terms, rounds: 4 });
    }
    const end = performance.now() + stage.seconds * 1_000;
    while (performance.now() < end) {
      const ms = stage.random.pick([STEP, -STEP, 0]);
      await stage.random.pick(workers).tell({ do: "step-clock", ms });
      await stage.lasting(stage.random.int(20, 100));
    }
    const rounds = await Promise.all(workers.map((worker) => worker.finish()));
    const all = rounds.every((count) => count === 16);
    stage.check("everybody had the lock, every time", all, `${rounds}`);
    const lost = await stage.history.count("lost");
    stage.check("nobody lost it", lost === 0, `${lost} did`);
  },
};
