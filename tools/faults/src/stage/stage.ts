import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { HoldMode } from "@lockwire/core";
import { monotonic, Random } from "@lockwire/harness";
import {
  type ClusterOptions,
  type RedisCluster,
  type RedisSentinel,
  type RedisServer,
  type RedisServerOptions,
  type SentinelOptions,
  startCluster,
  startProxy,
  startRedis,
  startSentinel,
  type TcpProxy,
  waitUntil,
} from "@lockwire/support";
import type { Entry } from "../history/event.js";
import { Recorder } from "../history/recorder.js";
import { type ClientSettings, plain, type Target, type Variant } from "../worker/setup.js";
import { graceForTheDead } from "./grace.js";
import { HistoryWatch, PATIENT } from "./history-watch.js";
import { leftBehind } from "./left-behind.js";
import { Metronome } from "./metronome.js";
import { Resource } from "./resource.js";
import { strayKeys } from "./stray-keys.js";
import { Worker } from "./worker.js";

/** Where no disk that is busy holds up a process that notes something. */
const MEMORY = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

export interface StageOptions {
  readonly variant: Variant;
  /** How the locks are used. */
  readonly mode: HoldMode;
  readonly seed: number;
  /** How long a row's load lasts. */
  readonly seconds: number;
  /** From where the workers load the packages. */
  readonly packages: string;
}

export interface WorkerOptions extends ClientSettings {
  /** How many lock clients the process runs. @default 1 */
  readonly clients?: number;
  /** @default the stage's own */
  readonly variant?: Variant;
  /** Whether what it acquires is shared, in a run with shared locks. @default every other one, from the first */
  readonly shares?: boolean;
  /** Whether its machine can be suspended. @default false */
  readonly suspendable?: boolean;
}

/** Where a scenario is played: servers, processes, the resource, and what is noted of them. */
export class Stage implements AsyncDisposable {
  readonly variant: Variant;
  readonly seconds: number;
  readonly random: Random;
  /** What the processes have noted so far. */
  readonly history: HistoryWatch;
  readonly #options: StageOptions;
  readonly #folder: string;
  readonly #recorder: Recorder;
  readonly #resource: Resource;
  readonly #workers: Worker[] = [];
  readonly #servers: RedisServer[] = [];
  readonly #groups: RedisSentinel[] = [];
  readonly #metronomes: Metronome[] = [];
  readonly #started: AsyncDisposable[] = [];

  private constructor(
    options: StageOptions,
    folder: string,
    recorder: Recorder,
    resource: Resource,
  ) {
    this.variant = options.variant;
    this.seconds = options.seconds;
    this.random = new Random(options.seed);
    this.history = new HistoryWatch(folder);
    this.#options = options;
    this.#folder = folder;
    this.#recorder = recorder;
    this.#resource = resource;
  }

  static async open(options: StageOptions): Promise<Stage> {
    const folder = await mkdtemp(join(MEMORY, "lockwire-faults-"));
    const recorder = new Recorder(join(folder, "stage.ndjson"), "stage");
    return new Stage(options, folder, recorder, await Resource.start(recorder));
  }

  async redis(options?: RedisServerOptions): Promise<RedisServer> {
    const server = await startRedis(options);
    this.#started.push(server);
    this.#watch(server);
    return server;
  }

  async sentinel(options?: SentinelOptions): Promise<RedisSentinel> {
    const group = await startSentinel(options);
    this.#started.push(group);
    this.#groups.push(group);
    this.#servers.push(...group.servers);
    return group;
  }

  async cluster(options?: ClusterOptions): Promise<RedisCluster> {
    const cluster = await startCluster(options);
    this.#started.push(cluster);
    this.#servers.push(...cluster.nodes);
    return cluster;
  }

  async proxy(target: RedisServer): Promise<TcpProxy> {
    const proxy = await startProxy({ target });
    this.#started.push(proxy);
    return proxy;
  }

  /** Starts a process with lock clients on the target. */
  async worker(target: Target, options: WorkerOptions = {}): Promise<Worker> {
    const { clients = 1, variant = this.variant, suspendable = false, ...others } = options;
    const { shares = this.#workers.length % 2 === 0, ...settings } = others;
    const id = `w${this.#workers.length + 1}`;
    const setup = {
      id,
      variant,
      mode: this.#options.mode,
      shares,
      target: plain(target),
      settings,
      clients,
      seed: this.random.int(1, 2 ** 31 - 1),
    };
    const { packages } = this.#options;
    const file = join(this.#folder, `${id}.ndjson`);
    const suspensions = suspendable ? { suspensions: join(this.#folder, `${id}.suspensions`) } : {};
    const worker = new Worker(
      { ...setup, ...suspensions, file, packages, resourcePort: this.#resource.port },
      this.#recorder,
    );
    this.#workers.push(worker);
    await worker.ready;
    return worker;
  }

  workers(count: number, target: Target, options?: WorkerOptions): Promise<Worker[]> {
    return Promise.all(Array.from({ length: count }, () => this.worker(target, options)));
  }

  async pair(target: Target, options?: WorkerOptions): Promise<[Worker, Worker]> {
    return Promise.all([this.worker(target, options), this.worker(target, options)]);
  }

  async trio(target: Target, options?: WorkerOptions): Promise<[Worker, Worker, Worker]> {
    const one = () => this.worker(target, options);
    return Promise.all([one(), one(), one()]);
  }

  /** The fault's time begins: only the bounds for it hold. */
  storm(): void {
    this.#recorder.note({ event: "storm" });
  }

  /** All has healed that heals by itself: the usual bounds hold again. */
  calm(): void {
    this.#recorder.note({ event: "calm" });
  }

  /**
   * Resolves once so many clients are queued for the lock, each with its subscription. A waiter is queued without one until
   * it is confirmed: if its process dies until then, it costs those behind it a grant.
   */
  async queued(server: RedisServer, name: string, clients: number): Promise<void> {
    const isQueued = async () => {
      const queue = await server.admin().zrange(`lockwire:{${name}}:queue`, "0", "-1");
      return queue.length === clients && queue.every((entry) => !entry.startsWith("- "));
    };
    await waitUntil(isQueued, { what: `${clients} clients in the queue of ${name}`, ...PATIENT });
  }

  /** Resolves once the server knows so many subscribed clients, and none that has died. */
  async subscribed(server: RedisServer, clients: number): Promise<void> {
    const count = async () => (await server.admin().pubsub("CHANNELS", "lockwire:@*")).length;
    const what = `${clients} subscribed clients`;
    await waitUntil(async () => (await count()) === clients, { what, ...PATIENT });
  }

  /** Lets the load go on for so long. */
  async lasting(ms: number): Promise<void> {
    await sleep(ms);
  }

  /** What the row itself looks at. */
  check(what: string, ok: boolean, detail = "not so"): void {
    this.#recorder.note({ event: "checked", what, ok, detail });
  }

  /** A figure for the table. */
  measure(what: string, value: number, unit = ""): void {
    const rounded = Number.isInteger(value) ? `${value}` : value.toFixed(1);
    this.#recorder.note({ event: "measured", what, value: unit ? `${rounded} ${unit}` : rounded });
  }

  /** Looks for what nobody wants, closes all clients, looks at what they left behind, and gives the whole history. */
  async finish(): Promise<Entry[]> {
    const before = this.#servers.filter(({ running }) => running);
    for (const what of await strayKeys(before, this.#groups, () => this.history.read())) {
      this.#recorder.note({ event: "left-behind", what });
    }
    await Promise.all(this.#workers.filter(({ alive }) => alive).map((worker) => worker.close()));
    const grace = graceForTheDead(await this.history.read()) - monotonic();
    const running = this.#servers.filter(({ running }) => running);
    const left = await leftBehind(running, this.#groups, grace);
    for (const what of left) this.#recorder.note({ event: "left-behind", what });
    return this.history.read();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const metronome of this.#metronomes) metronome.stop();
    await Promise.all(this.#workers.map((worker) => worker.destroy()));
    await Promise.all(this.#started.reverse().map((each) => each[Symbol.asyncDispose]()));
    this.#resource.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #watch(server: RedisServer): void {
    const file = join(this.#folder, `server-${server.port}.ndjson`);
    this.#servers.push(server);
    this.#metronomes.push(new Metronome(server, file));
  }
}
