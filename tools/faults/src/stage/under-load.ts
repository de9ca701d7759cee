import type { Load } from "../worker/protocol.js";
import type { Stage } from "./stage.js";
import type { Worker } from "./worker.js";

const LOAD: Load = {
  names: ["a", "b"],
  loops: 3,
  hold: [0, 5],
  mixed: true,
  terms: { ttl: 10_000, blockingTimeout: 5_000 },
};

/** In calm, the locks go from hand to hand so often before the load ends. */
const ROUNDS = 12;

export interface Fault {
  /** The shortest and the longest time from one to the next, in ms. */
  readonly every: readonly [min: number, max: number];
  readonly strike: () => Promise<unknown>;
  /** What the workers do meanwhile. @default three loops over two names, held for moments */
  readonly load?: Partial<Load>;
}

/** Lets a fault strike again and again under a load, for the run's time; afterwards the locks have to go round. */
export async function underLoad(
  stage: Stage,
  workers: readonly Worker[],
  { every, strike, load }: Fault,
): Promise<void> {
  for (const worker of workers) await worker.load({ ...LOAD, ...load });
  stage.storm();
  const end = performance.now() + stage.seconds * 1_000;
  while (performance.now() < end) {
    await strike();
    await stage.lasting(stage.random.int(...every));
  }
  stage.calm();
  const before = (await stage.history.read()).filter(({ event }) => event === "released").length;
  await stage.history.noted("released", before + ROUNDS);
  const rounds = await Promise.all(workers.map((worker) => worker.halt()));
  const turns = rounds.reduce((sum, count) => sum + count, 0);
  stage.measure("turns", turns);
}
