import type { MachineClock } from "../process/clock.js";
import { MemoryRedis } from "../redis/memory-redis.js";
import type { Session } from "../redis/session.js";
import type { Scheduler } from "../world/scheduler.js";
import type { Link } from "./link.js";

/** How long the server takes for a command, in us. */
const COST = 3;

/** The server's end of a connection. */
export class HostConnection {
  readonly session: Session;
  readonly #host: Host;
  readonly #link: Link;
  #waiting: (readonly string[])[] = [];
  #open = true;

  constructor(host: Host, link: Link) {
    this.#host = host;
    this.#link = link;
    this.session = host.redis.open((bytes) => link.toClient.send(bytes));
  }

  get link(): Link {
    return this.#link;
  }

  command(words: readonly string[]): void {
    this.#host.whenFree(() => this.#run(words));
  }

  /** What was sent before the end is still run. */
  end(): void {
    this.#host.whenFree(() => {
      this.#open = false;
      this.#host.forget(this);
    });
  }

  /** It waited for replicas: what came meanwhile is run. */
  unblocked(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const words of waiting) this.#run(words);
  }

  #run(words: readonly string[]): void {
    if (!this.#open) return;
    if (this.session.blocked) return void this.#waiting.push(words);
    const subscribes = words[0]?.toUpperCase() === "SUBSCRIBE";
    if (this.#host.subscribersHang && subscribes && this.session.protocol === 2)
      this.#link.toClient.hold();
    this.#host.redis.answer(this.session, words);
  }
}

/** The machine that a Redis runs on: it may be down, stand still, or be cut off. */
export class Host {
  readonly clock: MachineClock;
  readonly port: number;
  readonly #scheduler: Scheduler;
  readonly #connections = new Set<HostConnection>();
  readonly #bySession = new WeakMap<Session, HostConnection>();
  redis: MemoryRedis;
  onCommand: MemoryRedis["onCommand"];
  /** Nobody listens at its port. */
  cutOff = false;
  #down = false;
  get refuses(): boolean {
    return this.cutOff || this.#down;
  }

  /** What is sent to it is lost on the way, a request to connect as well. */
  silent = false;
  /** Connections for messages alone, those of RESP2 that subscribe, are answered no more. */
  subscribersHang = false;
  #busyUntil = 0;
  #stopped: (() => void)[] | undefined;

  constructor(scheduler: Scheduler, clock: MachineClock, port: number) {
    this.#scheduler = scheduler;
    this.clock = clock;
    this.port = port;
    this.redis = this.#start();
  }

  get connections(): ReadonlySet<HostConnection> {
    return this.#connections;
  }

  accept(link: Link): HostConnection {
    const connection = new HostConnection(this, link);
    this.#connections.add(connection);
    this.#bySession.set(connection.session, connection);
    return connection;
  }

  connectionOf(session: Session): HostConnection | undefined {
    return this.#bySession.get(session);
  }

  forget(connection: HostConnection): void {
    if (this.#connections.delete(connection)) this.redis.close(connection.session);
    connection.link.closedByServer();
  }

  /** Runs in its turn: the server does one thing at a time, and nothing while it stands still. */
  whenFree(run: () => void): void {
    // What came before it was stopped, and had to wait, comes first.
    const isIdle = this.#busyUntil <= this.#scheduler.now;
    if (this.#stopped && isIdle) return void this.#stopped.push(run);
    const at = Math.max(this.#busyUntil, this.#scheduler.now);
    this.#busyUntil = at + COST;
    if (at === this.#scheduler.now) return run();
    this.#scheduler.at(at, () => (this.#stopped ? this.#stopped.push(run) : run()));
  }

  /** As by SIGSTOP: it accepts connections and bytes, and answers nothing. */
  stop(): void {
    this.#stopped ??= [];
  }

  resume(): void {
    const held = this.#stopped ?? [];
    this.#stopped = undefined;
    for (const run of held) this.whenFree(run);
  }

  get stopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** Whether there is a server at all. */
  get up(): boolean {
    return !this.#down;
  }

  /** Dies with all its connections; `start` brings it back. */
  kill(): void {
    this.#down = true;
    this.#stopped = undefined;
    for (const connection of [...this.#connections]) {
      this.#connections.delete(connection);
      connection.link.closedByServer();
    }
  }

  /** An empty server in the place of the one before. */
  restart(fill: (redis: MemoryRedis) => void): void {
    this.redis = this.#start();
    fill(this.redis);
    this.#down = false;
  }

  #start(): MemoryRedis {
    const redis = new MemoryRedis(() => this.clock.wall);
    redis.onCommand = (session, words, reply) => this.onCommand?.(session, words, reply);
    redis.onKill = (session) => {
      const connection = this.#bySession.get(session);
      if (connection) this.forget(connection);
    };
    return redis;
  }
}
