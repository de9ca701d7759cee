import { SlotMove } from "@lockwire/support";
import { POLLED, PUSHED } from "../check/wake-up.js";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const NAMES = ["one", "two", "three"];
const TTL = 5_000;
/** ioredis asks again after 100 ms while a lock's keys are in two places, and the wait loop after up to 500. */
const WHILE_MOVING = 2_000;

export const scenario: Scenario = {
  row: 19,
  title: "slot moves in a Cluster",
  variants: VARIANTS,
  modes: () => MODES,
  quick: false,
  promises: (variant) => ({
    W: { max: variant === "spin" ? POLLED.max : PUSHED.max, storm: WHILE_MOVING },
  }),

  async run(stage) {
    const cluster = await stage.cluster();
    const workers = await stage.trio({ nodes: cluster.startupNodes });
    const terms = { ttl: TTL, blockingTimeout: 10_000 };
    for (const worker of workers) {
      await worker.load({ names: NAMES, loops: 6, hold: [0, 10], terms });
    }
    await stage.history.noted("released", 30);
    stage.storm();
    for (const name of NAMES) {
      const key = `lockwire:{${name}}`;
      const from = await cluster.ownerOf(key);
      const others = cluster.nodes.filter((node) => node !== from);
      const to = others[stage.random.int(0, others.length - 1)];
      if (!to) throw new Error("There is no other master");
      const move = await SlotMove.begin(cluster, key, to);
      await stage.lasting(stage.random.int(0, 100));
      await move.moveKeys(1);
      await stage.lasting(stage.random.int(0, 200));
      await move.finish();
    }
    await stage.lasting(1_000);
    stage.calm();
    const before = await stage.history.count("released");
    await stage.history.noted("released", before + 30);
    await stage.lasting(stage.seconds * 1_000);
    await Promise.all(workers.map((worker) => worker.halt()));
  },
};
