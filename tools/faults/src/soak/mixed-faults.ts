import { PUSHED } from "../check/wake-up.js";
import type { Scenario } from "../scenarios/scenario.js";
import type { Stage } from "../stage/stage.js";
import type { Worker } from "../stage/worker.js";
import { VARIANTS } from "../worker/setup.js";
import type { Fault, Field } from "./fault.js";
import { FAULTS } from "./faults.js";
import { LOAD, NAMES } from "./terms.js";

const PROCESSES = 4;
const SAFETY_POLL = 5_000;

/**
 * Faults of all kinds at random, up to two at once, under load. Between two of them one or another process is still on its
 * way back, and the lock may be given to it: so of W only that nobody is forgotten is judged, by the default `safetyPoll`.
 * The rows judge W itself, and D, whose bound knows of one fault at a time.
 */
export const mixedFaults: Scenario = {
  row: 0,
  title: "mixed faults",
  variants: VARIANTS,
  quick: false,
  promises: () => ({ D: false, W: { max: SAFETY_POLL + PUSHED.max } }),

  async run(stage) {
    const workers: Worker[] = [];
    const field = await setField(stage, workers);
    const struck = new Map<string, number>();
    const end = performance.now() + stage.seconds * 1_000;
    while (performance.now() < end) {
      const faults = [stage.random.pick(FAULTS), stage.random.pick(FAULTS)];
      const [one, other] = stage.random.int(0, 1) === 0 ? faults.slice(0, 1) : faults;
      stage.storm();
      await Promise.all([strike(one, field, struck), strike(other, field, struck)]);
      for (const name of NAMES) await stage.history.served(name, 2);
      stage.calm();
      await stage.lasting(stage.random.int(200, 1_000));
    }
    await Promise.all(workers.map((worker) => worker.halt()));
    for (const [what, times] of struck) stage.measure(what, times);
  },
};

async function setField(stage: Stage, workers: Worker[]): Promise<Field> {
  const server = await stage.redis({ persist: true });
  const proxy = await stage.proxy(server);
  const targets = [{ url: server.url }, { url: proxy.url }];
  const start = async (index: number) => {
    const target = targets[index % targets.length] ?? { url: server.url };
    const worker = await stage.worker(target);
    workers[index] = worker;
    await worker.load(LOAD);
  };
  await Promise.all(Array.from({ length: PROCESSES }, (_, index) => start(index)));
  // Two at most are struck at once, so that the last one struck is the only one to leave out.
  let last: Worker | undefined;
  const victim = () => {
    last = stage.random.pick(workers.filter((worker) => worker !== last));
    return last;
  };
  return { stage, server, proxy, victim, replace: (gone) => start(workers.indexOf(gone)) };
}

async function strike(
  fault: Fault | undefined,
  field: Field,
  struck: Map<string, number>,
): Promise<void> {
  if (fault === undefined) return;
  struck.set(fault.what, (struck.get(fault.what) ?? 0) + 1);
  await fault.strike(field);
}
