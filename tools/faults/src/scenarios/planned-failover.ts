import { type RedisServer, waitUntil } from "@lockwire/support";
import type { Entry } from "../history/event.js";
import { type Hold, holdsOf, isAcquired } from "../history/holds.js";
import type { Worker } from "../stage/worker.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const TIMES = 10;
const NAMES = ["a", "b"];
/** From the failover to the next holder, in ms. */
const SERVED = 5_000;

/**
 * Replication is not asked for, so that a failover may lose a lock: then two servers have given it out, each with its own
 * fences, and neither M nor the order of the fences is promised.
 */
export const scenario: Scenario = {
  row: 17,
  title: "planned failover, 10 times, then a killed primary, under load",
  variants: ["pubsub", "pubsub-resp2", "pubsub-plain", "spin"],
  modes: () => MODES,
  quick: false,
  promises: () => ({ M: false, F: false, W: { max: SERVED, storm: SERVED } }),

  async run(stage) {
    const group = await stage.sentinel();
    const workers = await stage.trio({ sentinels: group.addresses, name: group.name });
    const terms = { ttl: 2_000, blockingTimeout: 20_000 };
    for (const worker of workers) {
      await worker.load({ names: NAMES, loops: 4, hold: [0, 20], terms });
    }
    const goesOn = async () => {
      stage.calm();
      for (const name of NAMES) await stage.history.served(name, 10);
      stage.storm();
    };
    await goesOn();
    for (let time = 0; time < TIMES; time++) {
      await group.failover();
      await goesOn();
    }
    const primary = await group.primary();
    await primary.kill();
    await waitUntil(async () => (await group.primary()) !== primary, { what: "a new primary" });
    await goesOn();
    await Promise.all(workers.map((worker) => worker.halt()));
    for (const name of NAMES) await emptied(await group.primary(), name, workers[0]);
    const longest = longestUnserved(await stage.history.read());
    stage.measure("from the failover to the next holder", longest, "ms");
    stage.check("waiters were served within 5 s", longest < SERVED, `${longest.toFixed(0)} ms`);
  },
};

/**
 * A waiter that left the queue just before the primary was killed may be in it again, on a replica that had not received
 * the removal. A release removes it; or grants it the lock for 3 s, where its client has not quite stopped to listen.
 */
async function emptied(primary: RedisServer, name: string, worker: Worker): Promise<void> {
  const isEmpty = async () => {
    await worker.release(await worker.acquire(name, { blockingTimeout: 20_000 }));
    return (await primary.admin().exists(`lockwire:{${name}}:queue`)) === 0;
  };
  await waitUntil(isEmpty, { what: `the end of ${name}'s queue`, every: 100 });
}

/** The longest that somebody waited for a name after a `calm` until it had a holder, in ms. */
function longestUnserved(history: readonly Entry[]): number {
  const holds = holdsOf(history);
  const times = history.flatMap(({ event, at }) =>
    event === "calm" ? NAMES.map((name) => unserved(holds, name, at)) : [],
  );
  return Math.max(...times);
}

function unserved(holds: readonly Hold[], name: string, calm: number): number {
  const others = holds.filter((hold) => hold.name === name && (hold.settledAt ?? calm) >= calm);
  const next = Math.min(...others.filter(isAcquired).map(({ acquiredAt }) => acquiredAt));
  const since = Math.min(...others.map(({ calledAt }) => calledAt));
  return Number.isFinite(next) ? next - Math.max(calm, since) : 0;
}
