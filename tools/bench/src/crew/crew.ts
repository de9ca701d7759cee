import type { Report, Task, WorkerSetup } from "../worker/protocol.js";
import { pin } from "./pin.js";
import { Worker } from "./worker.js";

/** The client processes of one trial. */
export class Crew implements AsyncDisposable {
  readonly #setup: WorkerSetup;
  readonly #pinned: boolean;
  readonly #workers = new Set<Worker>();

  constructor(setup: WorkerSetup, pinned: boolean) {
    this.#setup = setup;
    this.#pinned = pinned;
  }

  async hire(count: number): Promise<Worker[]> {
    return Promise.all(Array.from({ length: count }, () => this.#hireOne()));
  }

  /** The same ones whenever it is called; those that are missing are hired. */
  async staff(count: number): Promise<Worker[]> {
    await this.hire(Math.max(count - this.#workers.size, 0));
    return [...this.#workers].slice(0, count);
  }

  /** All of them at once, each with the same task. */
  async run(workers: readonly Worker[], task: Task): Promise<Report[]> {
    return Promise.all(workers.map((worker) => worker.run(task)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.kill()));
  }

  async #hireOne(): Promise<Worker> {
    const worker = new Worker(this.#setup);
    this.#workers.add(worker);
    if (this.#pinned) pin(worker.pid, true);
    return worker.ready();
  }
}
