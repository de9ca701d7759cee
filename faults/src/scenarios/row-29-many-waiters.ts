import { countCommands, total } from "@lockwire/support";
import { PUSHED } from "../check/wake-up.js";
import type { Scenario } from "./scenario.js";

const PROCESSES = 4;
const WAITERS = 2_500;
/** What a waiter that is served and gone may leave on the heap, in bytes: less than it can have taken. */
const KEPT = 500;
/** Each waiting process looks for itself now and then, beside what a release makes it do. */
const SAFETY_POLL = 5_000;

export const scenario: Scenario = {
  row: 29,
  title: "10,000 waiters of one name in 4 processes",
  variants: ["pubsub", "pubsub-plain"],
  quick: false,
  promises: () => ({ W: { max: PUSHED.max } }),

  async run(stage) {
    const server = await stage.redis();
    const holder = await stage.worker(server);
    const workers = await stage.workers(PROCESSES, server);
    const lock = await holder.acquire("job");
    const before = await Promise.all(workers.map((worker) => worker.heap()));
    const terms = { blockingTimeout: 300_000 };
    for (const worker of workers) {
      await worker.load({ names: ["job"], loops: WAITERS, hold: [0, 0], terms, rounds: 1 });
    }
    for (const worker of workers) await stage.begun(worker, WAITERS);
    const full = await Promise.all(workers.map((worker) => worker.heap()));
    const counted = await countCommands(server.admin());
    const start = performance.now();
    await holder.release(lock);
    const rounds = await Promise.all(workers.map((worker) => worker.finish()));
    const took = performance.now() - start;
    const commands = total(await counted(), "evalsha", "eval");
    const after = await Promise.all(workers.map((worker) => worker.heap()));
    stage.check(
      "everyone had the lock",
      rounds.every((n) => n === WAITERS),
      `${rounds}`,
    );
    // An attempt a process, and the release itself.
    const releases = PROCESSES * WAITERS + 1;
    const most = releases * (PROCESSES + 1) + PROCESSES * (1 + took / SAFETY_POLL);
    stage.check("one attempt a process a release, at most", commands <= most, `${commands}`);
    stage.measure("commands a release", commands / releases);
    const grown = (to: number[]) => to.reduce((sum, mb, i) => sum + mb - (before[i] ?? 0), 0);
    stage.measure("heap a waiter", (grown(full) * 1e6) / releases, "bytes");
    const kept = (grown(after) * 1e6) / releases;
    stage.measure("kept afterwards", kept, "bytes");
    stage.check("no memory is kept", kept < KEPT, `${kept.toFixed(0)} bytes a waiter`);
    stage.measure("all served in", took / 1_000, "s");
  },
};
