import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { findOnPath } from "../install/find-on-path.js";
import { findRabbitServer } from "../install/find-rabbit-server.js";
import { waitUntil } from "../wait-until.js";
import { freePort } from "./free-port.js";
import type { RabbitServer, RabbitServerOptions } from "./rabbit-server.js";
import { ServerProcess } from "./server-process.js";

/** An Erlang machine and its database take their time, and more on a busy machine; in ms. */
const STARTS_WITHIN = 150_000;
const PORT_ATTEMPTS = 3;
/** In the log. The node takes connections earlier, when rabbitmqctl still refuses most commands. */
const STARTED = "Server startup complete";

/** Starts a private node on a free port; resolves once it has started. */
export async function startRabbit(options: RabbitServerOptions = {}): Promise<RabbitServer> {
  const program = options.program ?? (await findRabbitServer());
  if (program === undefined) throw new Error("There is no rabbitmq-server here");
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), "lockwire-rabbit-"));
    const ports = { node: await freePort(), dist: await freePort(), epmd: await freePort() };
    const server = new PrivateRabbit(program, folder, ports, options);
    try {
      await server.configure();
      await server.start();
      return server;
    } catch (error) {
      const taken = /eaddrinuse|already (in use|running)|port_in_use/i.test(await server.log());
      await server.stop();
      if (!taken || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

interface Ports {
  readonly node: number;
  readonly dist: number;
  /** Of Erlang's port mapper, which each node has one of its own of. */
  readonly epmd: number;
}

class PrivateRabbit implements RabbitServer {
  readonly host = "127.0.0.1";
  readonly port: number;
  readonly #program: string;
  readonly #folder: string;
  readonly #ports: Ports;
  readonly #options: RabbitServerOptions;
  readonly #env: NodeJS.ProcessEnv;
  readonly #node: ServerProcess;
  readonly #mapper: ServerProcess;

  constructor(program: string, folder: string, ports: Ports, options: RabbitServerOptions) {
    this.port = ports.node;
    this.#program = program;
    this.#folder = folder;
    this.#ports = ports;
    this.#options = options;
    this.#env = this.#environment();
    this.#node = new ServerProcess(program, folder, { env: this.#env });
    this.#mapper = new ServerProcess(findOnPath("epmd") ?? "epmd", join(folder, "epmd"));
  }

  get url(): string {
    return `amqp://${this.host}:${this.port}`;
  }

  get pid(): number {
    return this.#node.pid;
  }

  get running(): boolean {
    return this.#node.running;
  }

  async ctl(...args: readonly string[]): Promise<string> {
    const ctl = join(dirname(this.#program), "rabbitmqctl");
    const all = ["--quiet", ...args];
    const { stdout } = await promisify(execFile)(ctl, all, { env: this.#env, cwd: this.#folder });
    return stdout;
  }

  async configure(): Promise<void> {
    const { config = [], advanced } = this.#options;
    const lines = [
      `listeners.tcp.1 = ${this.host}:${this.port}`,
      "log.console = true",
      "log.file = false",
      ...config,
    ];
    await mkdir(join(this.#folder, "epmd"));
    await writeFile(join(this.#folder, "rabbitmq.conf"), `${lines.join("\n")}\n`);
    await writeFile(join(this.#folder, "advanced.config"), `${advanced ?? "[]."}\n`);
    await writeFile(join(this.#folder, "plugins"), "[].\n");
  }

  async start(): Promise<void> {
    if (this.running) return;
    if (!this.#mapper.running) {
      this.#mapper.spawn(["-port", String(this.#ports.epmd), "-address", this.host]);
    }
    const before = await this.#starts();
    this.#node.spawn([]);
    await waitUntil(async () => !this.running || (await this.#starts()) > before, {
      what: `the node on port ${this.port} to start`,
      timeout: STARTS_WITHIN,
      every: 50,
    });
    if (!this.running) throw new Error(`The node did not start. Its log:\n${await this.log()}`);
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    await this.#node.kill(signal);
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  pause(): void {
    this.#node.signal("SIGSTOP");
  }

  resume(): void {
    this.#node.signal("SIGCONT");
  }

  log(): Promise<string> {
    return this.#node.log();
  }

  async stop(): Promise<void> {
    await this.#node.kill();
    await this.#mapper.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** How many starts came to their end. */
  async #starts(): Promise<number> {
    return (await this.log()).split(STARTED).length - 1;
  }

  /** Nothing of a node that the machine may have, and everything in one folder, the cookie too. */
  #environment(): NodeJS.ProcessEnv {
    const at = (name: string): string => join(this.#folder, name);
    const others = Object.entries(process.env).filter(([name]) => !/^(RABBITMQ|ERL)_/.test(name));
    return {
      ...Object.fromEntries(others),
      HOME: this.#folder,
      ERL_EPMD_PORT: String(this.#ports.epmd),
      ERL_EPMD_ADDRESS: this.host,
      RABBITMQ_NODENAME: `lockwire-${this.port}@localhost`,
      RABBITMQ_NODE_PORT: String(this.port),
      RABBITMQ_DIST_PORT: String(this.#ports.dist),
      RABBITMQ_MNESIA_BASE: at("mnesia"),
      RABBITMQ_LOG_BASE: at("log"),
      RABBITMQ_CONFIG_FILE: at("rabbitmq"),
      RABBITMQ_ADVANCED_CONFIG_FILE: at("advanced.config"),
      RABBITMQ_ENABLED_PLUGINS_FILE: at("plugins"),
      RABBITMQ_CONF_ENV_FILE: at("none"),
      RABBITMQ_PID_FILE: at("pid"),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
        "+S 1:1 +SDcpu 1:1 +SDio 1 -kernel inet_dist_use_interface {127,0,0,1}",
    };
  }
}
