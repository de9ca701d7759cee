import { setTimeout as sleep } from "node:timers/promises";
import { metered } from "../crew/meter.js";
import type { Figures } from "../figures/metrics.js";
import type { Trial, Workload } from "./workload.js";

const WAITERS = 200;
/** What it takes to subscribe, in ms, is no part of the wait. */
const SETTLE = 1_000;

async function idle({ server, crew, ms }: Trial): Promise<Figures> {
  const [holder, client] = await crew.hire(2);
  if (!holder || !client) throw new Error("nobody was hired");
  await holder.tell({ kind: "hold", name: "job" });
  await client.tell({ kind: "wait", name: "job", waiters: WAITERS });
  await sleep(SETTLE);
  const { result, used } = await metered(server.admin(), () =>
    Promise.all([client.tell({ kind: "rest", ms }), holder.tell({ kind: "rest", ms })]),
  );
  const [waiting, holding] = result;
  return {
    commandsPerSecond: ((waiting.commands + holding.commands) / ms) * 1_000,
    bytes: used.bytes,
    connections: used.connections,
    clientShare: (waiting.cpu / ms) * 100,
    serverShare: (used.cpu / ms) * 100,
  };
}

export const w5: Workload = {
  id: "w5",
  title: `${WAITERS} waiters of one process on a lock that another holds`,
  contended: true,
  floor: "raw-pubsub",
  headline: "commandsPerSecond",
  columns: ["commandsPerSecond", "bytes", "connections", "clientShare", "serverShare"],
  ms: 10_000,
  // No holder has to renew meanwhile, so that what is sent is the waiters'.
  ttl: 60_000,
  run: idle,
};
