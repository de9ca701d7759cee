import { serve } from "@lockwire/harness";
import { Redis } from "ioredis";
import { Redis as Redis5 } from "ioredis5";
import type { Acquire } from "../contenders/contender.js";
import { contenderOf } from "../contenders/index.js";
import type { Report, Task, WorkerSetup } from "./protocol.js";
import { runTask } from "./run-task.js";
import { countSent } from "./sent-commands.js";

const WARM_UP_MS = 3_000;
const WARM_UP_CYCLES = 10_000;

await serve<WorkerSetup, Task, Report>({
  async open({ contenders, url, ttl }) {
    countSent(Redis.prototype);
    countSent(Redis5.prototype);
    const acquires = new Map<string, Acquire>();
    for (const id of contenders) {
      const acquire = await contenderOf(id).open({ url, ttl });
      await warmUp(acquire, `warm-up-${process.pid}-${id}`);
      acquires.set(id, acquire);
    }
    return async (task) => {
      const wanted = ("contender" in task && task.contender) || contenders[0] || "";
      const acquire = acquires.get(wanted);
      if (acquire === undefined) throw new Error(`${wanted} is not served here`);
      return runTask(acquire, task);
    };
  },
});

/** Connects, loads the scripts, and lets the compiler see the uncontended path. */
async function warmUp(acquire: Acquire, name: string): Promise<void> {
  const end = performance.now() + WARM_UP_MS;
  for (let cycle = 0; cycle < WARM_UP_CYCLES && performance.now() < end; cycle++) {
    const release = await acquire(name);
    await release();
  }
}
