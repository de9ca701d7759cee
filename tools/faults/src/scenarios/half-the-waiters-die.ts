import { PUSHED } from "../check/wake-up.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const PROCESSES = 4;
/** Lock clients in each: on the server every one of them is a waiter of its own. */
const CLIENTS = 25;

export const scenario: Scenario = {
  row: 2,
  title: "half of the waiters die",
  variants: ["pubsub", "pubsub-plain"],
  // Waiters that poll share one queue there, and each that has died costs those behind it up to 3 s.
  modes: (variant) => (variant === "pubsub" ? MODES : ["exclusive"]),
  quick: true,
  promises: () => ({ W: PUSHED }),

  async run(stage) {
    const server = await stage.redis();
    const holder = await stage.worker(server, { shares: false });
    const processes = await stage.workers(PROCESSES, server, { clients: CLIENTS });
    const queues = stage.variant === "pubsub";
    const lock = await holder.acquire("job");
    const terms = { ttl: 1_000, blockingTimeout: 120_000 };
    const load = { names: ["job"], loops: CLIENTS, hold: [0, 1] as const, terms, rounds: 1 };
    for (const each of processes) await each.load(load);
    await stage.history.noted("waiting", PROCESSES * CLIENTS);
    if (queues) await stage.queued(server, "job", PROCESSES * CLIENTS);
    const dead = processes.splice(stage.random.int(0, 2), PROCESSES / 2);
    await Promise.all(dead.map((each) => each.kill()));
    if (queues) await stage.subscribed(server, (PROCESSES / 2) * CLIENTS);
    await holder.release(lock);
    const rounds = await Promise.all(processes.map((each) => each.finish()));
    const all = rounds.every((count) => count === CLIENTS);
    stage.check("everyone who lives had the lock", all, `${rounds}`);
  },
};
