import { setTimeout as sleep } from "node:timers/promises";
import { median, monotonic } from "@lockwire/harness";
import type { Redis } from "ioredis";
import type { Figures } from "../figures/metrics.js";
import type { Trial, Workload } from "./workload.js";

const TTL = 1_000;
const KILLS = 3;
/** Long enough for the waiter to have asked and subscribed, short enough that the holder has not renewed, in ms. */
const SETTLE = 150;

async function deadHolder({ server, crew }: Trial): Promise<Figures> {
  const [waiter] = await crew.hire(1);
  if (!waiter) throw new Error("nobody was hired");
  const delays: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const name = `job-${kill}`;
    const [holder] = await crew.hire(1);
    await holder?.tell({ kind: "hold", name });
    const waiting = waiter.tell({ kind: "burst", names: [name], waiters: 1, hold: 0 });
    await sleep(SETTLE);
    await holder?.kill();
    const ends = await leaseEnd(server.admin(), name);
    const { acquired } = await waiting;
    delays.push((acquired[0] ?? Number.POSITIVE_INFINITY) - ends);
  }
  return { afterTtl: median(delays) ?? Number.POSITIVE_INFINITY };
}

/** When the lease on the name ends by the server's account, on our clock: whatever its key is called. */
async function leaseEnd(admin: Redis, name: string): Promise<number> {
  const keys = await admin.keys(`*${name}*`);
  const left = await Promise.all(keys.map((key) => admin.pttl(key)));
  const lease = left.filter((ms) => ms > 0 && ms <= TTL);
  if (lease.length === 0) throw new Error("the dead holder has left no lease");
  return monotonic() + Math.min(...lease);
}

export const w6: Workload = {
  id: "w6",
  title: `the holder is killed (SIGKILL): from the end of its ttl of ${TTL} ms to the next holder`,
  contended: true,
  floor: "raw-pubsub",
  headline: "afterTtl",
  columns: ["afterTtl"],
  ms: 0,
  ttl: TTL,
  run: deadHolder,
};
