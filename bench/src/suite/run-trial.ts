import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startProxy } from "@lockwire/support";
import type { Contender } from "../contenders/contender.js";
import { Crew } from "../crew/crew.js";
import { pin } from "../crew/pin.js";
import { roundTrip } from "../crew/round-trip.js";
import type { Workload } from "../workloads/workload.js";
import type { Outcome } from "./results.js";

/** How long a contender may take for what it was asked to do, in ms, on top of the timed part. */
const PATIENCE = 20_000;
const TTL = 10_000;

/** One contender in one workload, once, on an empty server. */
export async function runTrial(
  server: RedisServer,
  workload: Workload,
  contender: Contender,
  ms: number,
): Promise<Outcome> {
  const { pinned = false, distance = 0, ttl = TTL } = workload;
  await server.admin().flushall();
  pin(server.pid, pinned);
  await using proxy = await startProxy({ target: server });
  proxy.delay(distance);
  const { url } = distance > 0 ? proxy : server;
  await using crew = new Crew({ contender: contender.id, url, ttl }, pinned);
  const stop = new AbortController();
  const limit = ms + PATIENCE;
  try {
    return await Promise.race([
      workload
        .run({ server, crew, ms, roundTrip: (pings) => roundTrip(url, pings) })
        .then((figures) => ({ figures })),
      sleep(limit, undefined, { signal: stop.signal }).then(() => ({
        failure: `did not finish in ${limit / 1_000} s`,
      })),
    ]);
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  } finally {
    stop.abort();
  }
}
