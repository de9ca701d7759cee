import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { waitUntil } from "@lockwire/support";
import { monotonic } from "../history/clock.js";
import type { Recorder } from "../history/recorder.js";
import type { Answer, Command, Load, Reply, Request, Terms } from "../worker/protocol.js";
import type { WorkerSetup } from "../worker/setup.js";
import { noteSuspensions } from "../worker/suspensions.js";

const PROGRAM = new URL("../worker/main.js", import.meta.url);
/** A process that has closed everything ends by itself within, in ms. */
const ENDS = 2_500;

/** A worker process, as a scenario steers it. */
export class Worker {
  readonly id: string;
  readonly #process: ChildProcess;
  readonly #recorder: Recorder;
  readonly #suspensions: string | undefined;
  #asleepSince = 0;
  #asleep = 0;
  readonly #waiting = new Map<
    number,
    { resolve(answer: Answer): void; reject(error: Error): void }
  >();
  #count = 0;

  private constructor(setup: WorkerSetup, recorder: Recorder) {
    this.id = setup.id;
    this.#recorder = recorder;
    this.#suspensions = setup.suspensions;
    this.#process = fork(PROGRAM, [JSON.stringify(setup)], {
      execArgv: ["--expose-gc"],
      // JSON has no NaN, and no Infinity.
      serialization: "advanced",
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#process.on("message", (reply: Reply) => this.#take(reply));
    this.#process.once("exit", (code, signal) => this.#gone(`ended with ${code ?? signal}`));
  }

  /** Forks it at once; `ready` resolves when it takes commands. */
  static start(setup: WorkerSetup, recorder: Recorder) {
    const worker = new Worker(setup, recorder);
    return { worker, ready: worker.#await(0) };
  }

  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
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
    if (!this.alive) return Promise.reject(new Error(`${this.id} is not alive`));
    this.#count += 1;
    const request: Request = { ...command, id: this.#count };
    const answer = this.#await(request.id);
    this.#process.send(request);
    return answer;
  }

  /** SIGKILL; resolves once it is gone. */
  async kill(): Promise<void> {
    const gone = once(this.#process, "exit");
    this.#recorder.note({ event: "killed", worker: this.id });
    this.#process.kill("SIGKILL");
    await gone;
  }

  /** SIGSTOP; resolves once it stands still. */
  async suspend(): Promise<void> {
    this.#process.kill("SIGSTOP");
    await waitUntil(() => this.#state() === "T", { what: `${this.id} to stand still`, every: 1 });
    this.#recorder.note({ event: "suspended", worker: this.id });
  }

  /** SIGCONT. */
  resume(): void {
    const at = monotonic();
    this.#process.kill("SIGCONT");
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
    const gone = once(this.#process, "exit");
    const { message } = await this.tell({ do: "close" });
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), ENDS);
    const [code, signal] = await gone;
    clearTimeout(timer);
    const clean = code === 0 && message === undefined;
    const why = message ?? (signal ? "did not end by itself after close" : `ended with ${code}`);
    this.#recorder.note({ event: "exited", worker: this.id, clean, why });
  }

  /** Ends it, whatever it does, without a word in the history. */
  async destroy(): Promise<void> {
    if (!this.alive) return;
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await gone;
  }

  #await(id: number): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    // Nobody may look at the answer of one that is killed in between.
    answer.catch(() => undefined);
    return answer;
  }

  #take({ id, ...answer }: Reply): void {
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }

  #gone(how: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(`${this.id} ${how}`));
    this.#waiting.clear();
  }

  /** The process state as the kernel names it. */
  #state(): string | undefined {
    const stat = readFileSync(`/proc/${this.#process.pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2)[0];
  }
}
