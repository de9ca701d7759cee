import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { findRedisServer } from "../install/find-redis-server.js";
import { adminClient } from "./admin-client.js";
import { awaitReady, PortTakenError } from "./await-ready.js";
import { freePort } from "./free-port.js";
import type { RedisServer, RedisServerOptions } from "./redis-server.js";
import { ServerProcess } from "./server-process.js";

const PORT_ATTEMPTS = 5;

/** Starts a private server on a free port; resolves once it answers. */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const program = options.program ?? (await findRedisServer());
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), "lockwire-redis-"));
    const server = new PrivateRedis(program, folder, await freePort(), options);
    try {
      await server.configure();
      await server.start();
      return server;
    } catch (error) {
      await server.stop();
      if (!(error instanceof PortTakenError) || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

class PrivateRedis implements RedisServer {
  readonly host = "127.0.0.1";
  readonly port: number;
  readonly #folder: string;
  readonly #data: string;
  readonly #options: RedisServerOptions;
  readonly #process: ServerProcess;
  #admin: Redis | undefined;

  constructor(program: string, folder: string, port: number, options: RedisServerOptions) {
    this.port = port;
    this.#folder = folder;
    this.#data = join(folder, "data");
    this.#options = options;
    this.#process = new ServerProcess(program, folder);
  }

  get url(): string {
    return `redis://${this.host}:${this.port}`;
  }

  get pid(): number {
    return this.#process.pid;
  }

  get running(): boolean {
    return this.#process.running;
  }

  admin(): Redis {
    this.#admin ??= adminClient(this.port);
    return this.#admin;
  }

  /** Once only: a Sentinel keeps what it learns in this file. */
  async configure(): Promise<void> {
    const { persist = false, config = [] } = this.#options;
    const lines = [
      ...[`port ${this.port}`, `bind ${this.host}`, "protected-mode no", `dir ${this.#data}`],
      ...['save ""', "daemonize no"],
      ...(persist ? ["appendonly yes", "appendfsync always"] : ["appendonly no"]),
      ...config,
    ];
    await writeFile(this.#config, `${lines.join("\n")}\n`);
  }

  async start(): Promise<void> {
    if (this.running) return;
    await mkdir(this.#data, { recursive: true });
    this.#process.spawn([this.#config, ...(this.#options.sentinel ? ["--sentinel"] : [])]);
    await awaitReady(this.#process, this.port);
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    await this.#process.kill(signal);
  }

  async restart({ keepData = true }: { readonly keepData?: boolean } = {}): Promise<void> {
    await this.kill();
    if (!keepData) await rm(this.#data, { recursive: true, force: true });
    await this.start();
  }

  pause(): void {
    this.#process.signal("SIGSTOP");
  }

  resume(): void {
    this.#process.signal("SIGCONT");
  }

  log(): Promise<string> {
    return this.#process.log();
  }

  async stop(): Promise<void> {
    this.#admin?.disconnect();
    await this.#process.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #config(): string {
    return join(this.#folder, "redis.conf");
  }
}
