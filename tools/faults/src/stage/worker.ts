import { readFileSync } from "node:fs";
import { monotonic, WorkerProcess } from "@lockwire/harness";
import { waitUntil } from "@lockwire/support";
import type { Recorder } from "../history/recorder.js";
import type { Answer, Command, Load, Terms } from "../worker/protocol.js";
import type { WorkerSetup } from "../worker/setup.js";
import { noteSuspensions } from "../worker/suspensions.js";

const PROGRAM = new URL("../worker/main.js", import.meta.url);
/** A process that has closed everything ends by itself within, in ms. */
const ENDS = 2_500;

/** A worker process, as a scenario steers it. */
export class Worker {
  readonly id: string;
  /** Resolves when it takes commands. */
  readonly ready: Promise<void>;
  readonly #process: WorkerProcess<Command, Answer>;
  readonly #recorder: Recorder;
  readonly #suspensions: string | undefined;
  #asleepSince = 0;
  #asleep = 0;

  constructor(setup: WorkerSetup, recorder: Recorder) {
    this.id = setup.id;
    this.#recorder = recorder;
    this.#suspensions = setup.suspensions;
    this.#process = new WorkerProcess(PROGRAM, setup, {
      name: setup.id,
      execArgv: ["--expose-gc"],
    });
    this.ready = this.#process.ready;
  }

  get alive(): boolean {
    return this.#process.alive;
  }

  acquire(name: string, terms?: Terms): Promise<Answer> {
    return this.tell({ do: "acquire", name, ...(terms ? { terms } : {}) });
  }

  tryAcquire(name: string, terms?: Terms): Promise<Answer> {
    return this.tell({ do: "try", name, ...(terms ? { terms } : {}) });
  }

  release({ op = "" }: Answer): Promise<Answer> {
    return this.tell({ do: "release", op });
  }

  /** What the lock says of itself. */
  look({ op = "" }: Answer): Promise<Answer> {
    return this.tell({ do: "look", op });
  }

  /** Writes to the resource under the lock; `ours` is false when the resource has seen a higher fence. */
  write({ op = "" }: Answer): Promise<Answer> {
    return this.tell({ do: "write", op });
  }

  /** The token of a lock that it has, or has had. */
  async token({ op = "" }: Answer): Promise<string> {
    return (await this.tell({ do: "token", op })).token ?? "";
  }

  extend({ op = "" }: Answer, ttl?: number): Promise<Answer> {
    return this.tell({ do: "extend", op, ...(ttl === undefined ? {} : { ttl }) });
  }

  /** Starts loops; goes on at once. */
  async load(load: Load): Promise<void> {
    await this.tell({ do: "load", load });
  }

  /** Waits for the loops that have an end; gives how often they had the lock. */
  async finish(): Promise<number> {
    return (await this.tell({ do: "finish" })).rounds ?? 0;
  }

  /** Ends the loops; gives how often they had the lock. */
  async halt(): Promise<number> {
    return (await this.tell({ do: "halt" })).rounds ?? 0;
  }

  /** MB of heap, after a collection. */
  async heap(): Promise<number> {
    return (await this.tell({ do: "memory" })).heap ?? 0;
  }

  tell(command: Command): Promise<Answer> {
    return this.#process.tell(command);
  }

  /** SIGKILL; resolves once it is gone. */
  async kill(): Promise<void> {
    this.#recorder.note({ event: "killed", worker: this.id });
    await this.#process.kill();
  }

  /** SIGSTOP; resolves once it stands still. */
  async suspend(): Promise<void> {
    this.#process.signal("SIGSTOP");
    await waitUntil(() => this.#state() === "T", { what: `${this.id} to stand still`, every: 1 });
    this.#recorder.note({ event: "suspended", worker: this.id });
  }

  /** SIGCONT. */
  resume(): void {
    const at = monotonic();
    this.#process.signal("SIGCONT");
    this.#recorder.note({ event: "resumed", worker: this.id }, at);
  }

  /** Suspends its machine: it stands still, and so does its monotonic clock. */
  async fallAsleep(): Promise<void> {
    this.#asleepSince = monotonic();
    await this.suspend();
  }

  wakeUp(): void {
    if (this.#suspensions === undefined) throw new Error(`${this.id} cannot be suspended so`);
    this.#asleep += monotonic() - this.#asleepSince;
    noteSuspensions(this.#suspensions, this.#asleep);
    this.resume();
  }

  /** Closes its clients; resolves once the process has ended by itself, or has been ended because it did not. */
  async close(): Promise<void> {
    const { message } = await this.tell({ do: "close" });
    const timer = setTimeout(() => this.#process.signal("SIGKILL"), ENDS);
    const { code, signal } = await this.#process.ended;
    clearTimeout(timer);
    const clean = code === 0 && message === undefined;
    const why = message ?? (signal ? "did not end by itself after close" : `ended with ${code}`);
    this.#recorder.note({ event: "exited", worker: this.id, clean, why });
  }

  /** Ends it, whatever it does, without a word in the history. */
  async destroy(): Promise<void> {
    if (this.alive) await this.#process.kill();
  }

  /** The process state as the kernel names it. */
  #state(): string | undefined {
    const stat = readFileSync(`/proc/${this.#process.pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2)[0];
  }
}
