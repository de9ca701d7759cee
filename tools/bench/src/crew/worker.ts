import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { FromWorker, Report, Task, WorkerSetup } from "../worker/protocol.js";

const MAIN = fileURLToPath(new URL("../worker/main.js", import.meta.url));

/** A client process of a contender. */
export class Worker {
  readonly #process: ChildProcess;
  readonly #ended: Promise<[FromWorker]>;

  constructor(setup: WorkerSetup) {
    this.#process = fork(MAIN, [JSON.stringify(setup)], {
      // A peer's leak warnings would drown the progress.
      execArgv: ["--no-warnings"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#ended = once(this.#process, "exit").then(([code]) => [
      { kind: "failed", error: `exit code ${code}` },
    ]);
  }

  /** Resolves when it is connected and warm. */
  async ready(): Promise<this> {
    await this.#next("ready");
    return this;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async run(task: Task): Promise<Report> {
    const answer = this.#next("report");
    this.#process.send(task);
    return (await answer).report;
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
  }

  async #next<K extends FromWorker["kind"]>(kind: K): Promise<Extract<FromWorker, { kind: K }>> {
    const told = once(this.#process, "message") as Promise<[FromWorker]>;
    const [message] = await Promise.race([told, this.#ended]);
    if (message.kind === "failed") throw new Error(message.error);
    if (message.kind !== kind) throw new Error(`expected ${kind}, got ${message.kind}`);
    return message as Extract<FromWorker, { kind: K }>;
  }
}
