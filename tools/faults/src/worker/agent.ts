import { setTimeout as sleep } from "node:timers/promises";
import type { LockClient } from "@lockwire/core";
import { monotonic, Random } from "@lockwire/harness";
import type { Redis } from "ioredis";
import { Recorder } from "../history/recorder.js";
import { stepClock } from "./fault-clock.js";
import { describe, Holder } from "./holder.js";
import { LagMeter } from "./lag-meter.js";
import { LoadRun } from "./load-run.js";
import type { OpenedClient } from "./open-client.js";
import type { Answer, Command, Terms } from "./protocol.js";
import { ResourceClient } from "./resource-client.js";
import type { WorkerSetup } from "./setup.js";
import { wishOf } from "./sharing.js";

/** After `close`, in ms: whoever is still alive then is kept so by something that was left behind. */
const GONE = 1_500;

/** Does what a worker is told, with the clients that it has. */
export class Agent {
  readonly #setup: WorkerSetup;
  readonly #opened: readonly OpenedClient[];
  readonly #locks: readonly LockClient[];
  readonly #recorder: Recorder;
  readonly #holder: Holder;
  readonly #resource: ResourceClient;
  readonly #random: Random;
  readonly #meter: LagMeter;
  readonly #id: string;
  #loads: LoadRun[] = [];
  #next = 0;

  constructor(setup: WorkerSetup, opened: readonly OpenedClient[]) {
    const { id, file, settings, resourcePort, seed } = setup;
    this.#setup = setup;
    this.#id = id;
    this.#opened = opened;
    this.#locks = opened.map(({ locks }) => locks);
    this.#recorder = new Recorder(file, id);
    this.#holder = new Holder(id, this.#recorder, settings.commandTimeout);
    this.#resource = new ResourceClient(resourcePort);
    this.#random = new Random(seed);
    this.#meter = new LagMeter(this.#recorder);
    for (const locks of this.#locks) this.#holder.listen(locks);
  }

  async obey(command: Command): Promise<Answer> {
    switch (command.do) {
      case "acquire":
        return this.#holder.acquire(this.#client(), command.name, this.#terms(command));
      case "try":
        return this.#holder.tryAcquire(this.#client(), command.name, this.#terms(command));
      case "release":
        return this.#holder.release(command.op);
      case "look":
        return this.#holder.look(command.op);
      case "write":
        return this.#write(command.op);
      case "token":
        return { token: this.#holder.lock(command.op).token };
      case "extend":
        return this.#holder.extend(command.op, command.ttl).catch(describe);
      case "peek":
        return this.#peek(command.name);
      case "forceRelease":
        return { ours: await this.#client().forceRelease(command.name) };
      case "release-token":
        return { ours: await this.#client().release(command.name, command.token) };
      default:
        return this.#steer(command);
    }
  }

  async #steer(command: Exclude<Command, { name: string } | { op: string }>): Promise<Answer> {
    switch (command.do) {
      case "load":
        this.#loads.push(new LoadRun(this.#tools(), command.load));
        return {};
      case "finish":
        return this.#end((load) => load.finish());
      case "halt":
        return this.#end((load) => load.halt());
      case "memory":
        globalThis.gc?.();
        return { heap: process.memoryUsage().heapUsed / 1e6 };
      case "block":
        return this.#block(command.ms);
      case "step-clock":
        stepClock(command.ms);
        return {};
      case "open-transaction":
        await this.#given().multi({ pipeline: false });
        return {};
      case "end-transaction":
        await this.#given().exec();
        return {};
      case "close":
        return this.#close();
    }
  }

  async #write(op: string): Promise<Answer> {
    const ours = await this.#resource.enter(this.#holder.lock(op), 0);
    this.#recorder.note({ event: "wrote", op, ok: ours });
    return { op, ours };
  }

  async #peek(name: string): Promise<Answer> {
    try {
      const { held, fence = 0 } = await this.#client().peek(name);
      return { held, fence };
    } catch (error) {
      return describe(error);
    }
  }

  async #end(how: (load: LoadRun) => Promise<number>): Promise<Answer> {
    const rounds = await Promise.all(this.#loads.map(how));
    this.#loads = [];
    return { rounds: rounds.reduce((sum, each) => sum + each, 0) };
  }

  /** In a turn of its own, so that the answer of a former command is out. */
  async #block(ms: number): Promise<Answer> {
    await sleep(5);
    const until = monotonic() + ms;
    while (monotonic() < until);
    this.#recorder.note({ event: "absent", kind: "blocked", ms, span: ms });
    return {};
  }

  async #close(): Promise<Answer> {
    await this.#end((load) => load.halt());
    await Promise.all(this.#opened.map(({ locks }) => locks.close()));
    for (const { leftOn, disconnect } of this.#opened) {
      for (const what of await leftOn()) {
        this.#recorder.note({ event: "left-behind", what: `${this.#id} left ${what}` });
      }
      disconnect();
    }
    await this.#resource.close();
    this.#meter.stop();
    setTimeout(() => {
      const what = `${this.#id} is kept alive by ${process.getActiveResourcesInfo().join(", ")}`;
      this.#recorder.note({ event: "left-behind", what });
    }, GONE).unref();
    return {};
  }

  #tools() {
    return {
      clients: this.#locks,
      holder: this.#holder,
      resource: this.#resource,
      mode: this.#setup.mode,
      random: this.#random,
    };
  }

  #terms({ terms }: { readonly terms?: Terms }): Terms {
    const { mode, shares } = this.#setup;
    return { ...wishOf(mode, shares && mode === "shared"), ...terms };
  }

  /** The ioredis client that the first lock client was given. */
  #given(): Redis {
    const [opened] = this.#opened;
    if (opened === undefined || typeof opened.redis === "string" || opened.redis.isCluster) {
      throw new Error("This worker has no Redis client");
    }
    return opened.redis as Redis;
  }

  /** Each in its turn. */
  #client(): LockClient {
    const client = this.#locks[this.#next++ % this.#locks.length];
    if (client === undefined) throw new Error("This worker has no client");
    return client;
  }
}
