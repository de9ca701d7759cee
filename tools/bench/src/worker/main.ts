import { Redis } from "ioredis";
import type { Acquire } from "../contenders/contender.js";
import { contenderOf } from "../contenders/index.js";
import type { FromWorker, Task, WorkerSetup } from "./protocol.js";
import { runTask } from "./run-task.js";
import { countSent } from "./sent-commands.js";

const WARM_UP_MS = 800;
const WARM_UP_CYCLES = 3_000;

/** Connects, loads the scripts, and lets the compiler see the uncontended path. */
async function warmUp(acquire: Acquire, name: string): Promise<void> {
  const end = performance.now() + WARM_UP_MS;
  for (let cycle = 0; cycle < WARM_UP_CYCLES && performance.now() < end; cycle++) {
    const release = await acquire(name);
    await release();
  }
}

const tell = (message: FromWorker) => process.send?.(message);

const fail = (error: unknown) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.send?.({ kind: "failed", error: text } satisfies FromWorker, () => process.exit(1));
};

process.once("uncaughtException", fail);
process.once("disconnect", () => process.exit());

const { contenders, url, ttl }: WorkerSetup = JSON.parse(process.argv[2] ?? "{}");
countSent(Redis.prototype);
const acquires = new Map<string, Acquire>();
for (const id of contenders) {
  const acquire = await contenderOf(id).open({ url, ttl });
  await warmUp(acquire, `warm-up-${process.pid}-${id}`);
  acquires.set(id, acquire);
}
process.on("message", (task: Task) => {
  const wanted = ("contender" in task && task.contender) || contenders[0] || "";
  const acquire = acquires.get(wanted);
  if (acquire === undefined) return fail(new Error(`${wanted} is not served here`));
  runTask(acquire, task).then((report) => tell({ kind: "report", report }), fail);
});
tell({ kind: "ready" });
