import type { RedisServer } from "@lockwire/support";
import type { Allows, Contender } from "../contenders/contender.js";
import type { Crew } from "../crew/crew.js";
import type { Figures, Metric } from "../figures/metrics.js";

/** What a workload gets for one trial of one contender. */
export interface Trial {
  readonly server: RedisServer;
  /** Client processes of the contender, on this server. */
  readonly crew: Crew;
  /** How long the timed part lasts, in ms. */
  readonly ms: number;
  /** Names that start with it are nobody else's. */
  readonly scope: string;
  /** What a PING takes on the clients' way to the server, in ms: the median of so many. */
  roundTrip(pings: number): Promise<number>;
}

export interface Workload {
  readonly id: string;
  /** What is measured, in words. */
  readonly title: string;
  /** Whether contenders that do not wait have a part in it. */
  readonly contended: boolean;
  /** What its locks have to allow. @default one holder */
  readonly allows?: Allows;
  /** The contender that the others are compared with. */
  readonly floor:
    | "raw"
    | "raw-pubsub"
    | "raw-node-redis"
    | "raw-ioredis-5"
    | "raw-places"
    | "raw-sharers";
  /** What the comparison is of. */
  readonly headline: Metric;
  readonly columns: readonly Metric[];
  /** How long the timed part lasts, in ms, when nothing else is asked for. */
  readonly ms: number;
  /** The term that is asked for, in ms. @default 10_000 */
  readonly ttl?: number;
  /** The distance to the server, each way, in ms. */
  readonly distance?: number;
  /** Client and server share one core, where that can be had. */
  readonly pinned?: boolean;
  /** The contenders take turns every few ms rather than every few seconds: for differences of a few microseconds. */
  readonly sliced?: boolean;
  run(trial: Trial): Promise<Figures>;
}

export const takesPart = (workload: Workload, contender: Contender): boolean =>
  contender.allows === workload.allows && (contender.waits || !workload.contended);
