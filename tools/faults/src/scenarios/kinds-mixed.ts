import type { Scenario } from "./scenario.js";

const KINDS = ["pubsub", "pubsub-resp2", "pubsub-plain", "spin"] as const;
/** Each process has that many loops, and each of them has the lock. */
const LOOPS = 3;

/** A fleet that changes from one kind of waiting to another: for a time, clients of every kind share a name. */
export const scenario: Scenario = {
  row: 48,
  title: "kinds mixed on one name",
  variants: ["pubsub", "pubsub-resp2"],
  quick: false,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const kinds = [stage.variant, ...KINDS];
    const workers = await Promise.all(kinds.map((variant) => stage.worker(server, { variant })));
    const terms = { blockingTimeout: 30_000 };
    for (const worker of workers) {
      await worker.load({ names: ["job"], loops: LOOPS, hold: [0, 3], terms });
    }
    await stage.lasting(stage.seconds * 1_000);
    for (const worker of workers) await stage.history.noted("released", LOOPS, worker);
    const rounds = await Promise.all(workers.map((worker) => worker.halt()));
    stage.check(
      "everyone has had its turns",
      rounds.every((count) => count >= LOOPS),
      `${rounds}`,
    );
    stage.measure("turns", Math.min(...rounds));
  },
};
