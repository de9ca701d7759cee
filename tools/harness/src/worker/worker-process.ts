import { type ChildProcess, fork } from "node:child_process";
import type { Reply, Request } from "./protocol.js";

export interface WorkerOptions {
  /** What errors call it. @default "the worker" */
  readonly name?: string;
  /** Options of Node. */
  readonly execArgv?: readonly string[];
  /** What becomes of its output. Its errors are always printed. @default "inherit" */
  readonly stdout?: "inherit" | "ignore";
}

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface Told<Answer> {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** A child process whose program calls `serve`. */
export class WorkerProcess<Command, Answer> {
  /** Resolves once it takes commands. */
  readonly ready: Promise<void>;
  readonly ended: Promise<End>;
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #told = new Map<number, Told<Answer>>();
  #lastId = 0;
  #crash: string | undefined;

  /** @param setup what the program is told when it starts, as JSON. */
  constructor(program: URL, setup: object, options: WorkerOptions = {}) {
    const { name = "the worker", execArgv = [], stdout = "inherit" } = options;
    this.#name = name;
    const child = fork(program, [JSON.stringify(setup)], {
      execArgv: [...execArgv],
      // JSON has no NaN, no Infinity, and no typed arrays.
      serialization: "advanced",
      stdio: ["ignore", stdout, "inherit", "ipc"],
    });
    this.#process = child;
    this.ended = new Promise((resolve, reject) => {
      child.once("close", (code, signal) => resolve({ code, signal })).once("error", reject);
    });
    this.ready = new Promise((resolve, reject) => {
      child.on("message", (reply: Reply<Answer>) => this.#take(reply, resolve));
      child.once("close", (code, signal) => {
        const error = new Error(this.#crash ?? `${name} ended with ${code ?? signal}`);
        reject(error);
        for (const { reject } of this.#told.values()) reject(error);
        this.#told.clear();
      });
    });
    // It may be killed before anyone looks.
    this.ready.catch(() => undefined);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Resolves with the answer; rejects if there is none, or when the process ends. */
  tell(command: Command): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      if (!this.alive) throw new Error(`${this.#name} has ended`);
      this.#lastId += 1;
      this.#told.set(this.#lastId, { resolve, reject });
      const request: Request<Command> = { id: this.#lastId, command };
      this.#process.send(request, (error) => error && reject(error));
    });
    // Nobody may look at the answer of a process that is killed.
    answer.catch(() => undefined);
    return answer;
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** Resolves once it is gone. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
  }

  #take(reply: Reply<Answer>, ready: () => void): void {
    switch (reply.kind) {
      case "ready":
        ready();
        break;
      case "answered":
        this.#settle(reply.id)?.resolve(reply.answer);
        break;
      case "failed":
        this.#settle(reply.id)?.reject(new Error(reply.why));
        break;
      case "crashed":
        this.#crash = reply.why;
        break;
    }
  }

  #settle(id: number): Told<Answer> | undefined {
    const told = this.#told.get(id);
    this.#told.delete(id);
    return told;
  }
}
