import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startProxy, type TcpProxy } from "@lockwire/support";
import type { Contender } from "../contenders/contender.js";
import { Crew } from "../crew/crew.js";
import { roundTrip } from "../crew/round-trip.js";
import type { Workload } from "../workloads/workload.js";
import type { Outcome } from "./results.js";

/**
 * How long each contender of a stage may take for what it was asked to do, in ms, on top of the timed part: the first one
 * waits until all of them are warm.
 */
const PATIENCE = 20_000;
const TTL = 10_000;

/** The processes of one workload, each with the contenders that take turns in it, and their way to the server. */
export class Stage implements AsyncDisposable {
  readonly #server: RedisServer;
  readonly #workload: Workload;
  readonly #proxy: TcpProxy;
  readonly #crew: Crew;
  readonly #url: string;
  readonly #patience: number;

  private constructor(
    server: RedisServer,
    workload: Workload,
    contenders: readonly Contender[],
    proxy: TcpProxy,
  ) {
    const { distance = 0, ttl = TTL, pinned = false } = workload;
    const way = { proxy, distance };
    this.#server = server;
    this.#workload = workload;
    this.#proxy = proxy;
    this.#url = distance > 0 ? proxy.url : server.url;
    this.#patience = PATIENCE * contenders.length;
    const ids = contenders.map(({ id }) => id);
    this.#crew = new Crew({ contenders: ids, url: this.#url, ttl }, pinned, way);
  }

  static async set(
    server: RedisServer,
    workload: Workload,
    contenders: readonly Contender[],
  ): Promise<Stage> {
    const proxy = await startProxy({ target: server });
    proxy.delay(workload.distance ?? 0);
    return new Stage(server, workload, contenders, proxy);
  }

  async run({ id }: Contender, ms: number): Promise<Outcome> {
    const limit = ms + this.#patience;
    const stop = new AbortController();
    try {
      return await Promise.race([
        this.#measure(id, ms),
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

  async #measure(scope: string, ms: number): Promise<Outcome> {
    const figures = await this.#workload.run({
      server: this.#server,
      crew: this.#crew,
      ms,
      scope,
      roundTrip: (pings) => roundTrip(this.#url, pings),
    });
    return { figures };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#crew[Symbol.asyncDispose]();
    await this.#proxy.close();
  }
}
