import { WorkerProcess } from "@lockwire/harness";
import type { TcpProxy } from "@lockwire/support";
import type { Report, Task, WorkerSetup } from "../worker/protocol.js";
import { pin } from "./pin.js";

const PROGRAM = new URL("../worker/main.js", import.meta.url);

type Worker = WorkerProcess<Task, Report>;

/** How far away the server is. */
export interface Way {
  readonly proxy: TcpProxy;
  /** In ms, each way. */
  readonly distance: number;
}

/** The client processes of one trial. */
export class Crew implements AsyncDisposable {
  readonly #setup: WorkerSetup;
  readonly #pinned: boolean;
  readonly #way: Way;
  readonly #workers = new Set<Worker>();

  constructor(setup: WorkerSetup, pinned: boolean, way: Way) {
    this.#setup = setup;
    this.#pinned = pinned;
    this.#way = way;
  }

  /** Resolves when they are connected and warm. They warm up near the server, where it takes less time. */
  async hire(count: number): Promise<Worker[]> {
    const { proxy, distance } = this.#way;
    proxy.delay(0);
    const workers = await Promise.all(Array.from({ length: count }, () => this.#hireOne()));
    proxy.delay(distance);
    return workers;
  }

  /** The same ones whenever it is called; those that are missing are hired. */
  async staff(count: number): Promise<Worker[]> {
    if (this.#workers.size < count) await this.hire(count - this.#workers.size);
    return [...this.#workers].slice(0, count);
  }

  /** All of them at once, each with the same task. */
  async run(workers: readonly Worker[], task: Task): Promise<Report[]> {
    return Promise.all(workers.map((worker) => worker.tell(task)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.kill()));
  }

  async #hireOne(): Promise<Worker> {
    // A peer's leak warnings, and what it prints, would drown the progress.
    const quiet = { execArgv: ["--no-warnings"], stdout: "ignore" } as const;
    const worker: Worker = new WorkerProcess(PROGRAM, this.#setup, quiet);
    this.#workers.add(worker);
    if (this.#pinned) pin(worker.pid, true);
    await worker.ready;
    return worker;
  }
}
