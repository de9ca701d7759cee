import { VARIANTS } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

const CYCLES = 100_000;
const PARTS = 10;
/** From the first tenth to the last, in MB. */
const GROWTH = 1;

export const scenario: Scenario = {
  row: 29,
  title: "100,000 cycles of one client",
  variants: VARIANTS,
  quick: false,
  promises: () => ({}),

  async run(stage) {
    const worker = await stage.worker(await stage.redis());
    // Of two that spin one sleeps most of the time, and there are many cycles to go.
    const loops = stage.variant === "spin" ? 1 : 2;
    const rounds = CYCLES / PARTS / loops;
    const heaps: number[] = [];
    for (let part = 0; part < PARTS; part++) {
      await worker.load({ names: ["job"], loops, hold: [0, 0], rounds });
      const had = await worker.finish();
      stage.check("every cycle had the lock", had === loops * rounds, `${had}`);
      heaps.push(await worker.heap());
    }
    const [first = 0] = heaps;
    const growth = (heaps.at(-1) ?? 0) - first;
    stage.measure("heap growth", growth, "MB");
    stage.check("the heap does not grow", growth < GROWTH, `${heaps.map((mb) => mb.toFixed(1))}`);
  },
};
