import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Plan } from "../plan/plan.js";
import type { Outcome } from "./play.js";

/** What a thread is told to play: a plan, or that of a seed; with the code, where that is another than before. */
export interface Order {
  readonly plan: Plan | number;
  readonly code?: string;
}

/** A thread of its own that plays one plan after another. */
export class Thread implements AsyncDisposable {
  readonly #worker = new Worker(new URL("worker-main.js", import.meta.url));
  #code: string | undefined;

  async play(plan: Plan | number, code: string): Promise<Outcome> {
    this.#worker.postMessage(code === this.#code ? { plan } : { plan, code });
    this.#code = code;
    const [outcome] = await once(this.#worker, "message");
    return outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Does a piece of work for each item, as many at once as there are threads, and yields what came of them as it comes. */
export async function onThreads<T>(
  count: number,
  items: Iterable<T>,
  work: (thread: Thread, item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const run = async () => {
    await using thread = new Thread();
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      await work(thread, next.value);
    }
  };
  await Promise.all(Array.from({ length: count }, run));
}
