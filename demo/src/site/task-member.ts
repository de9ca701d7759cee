import { EventEmitter, once } from "node:events";
import type { LockClient } from "@lockwire/core";
import type { Counter } from "../worker/counter.js";
import type { Order } from "../worker/messages.js";
import { Worker } from "../worker/worker.js";
import type { Member, ReportListener } from "./member.js";

export interface TaskOptions {
  readonly label: string;
  /** Its own client, closed at its end. */
  readonly locks: LockClient;
  readonly counter: Counter;
  readonly listener: ReportListener;
}

/** A worker that shares this process with the others. */
export class TaskMember implements Member {
  readonly label: string;
  readonly ended: Promise<void>;
  readonly #locks: LockClient;
  readonly #worker: Worker;
  readonly #orders = new EventEmitter();
  #killed = false;

  constructor({ label, locks, counter, listener }: TaskOptions) {
    this.label = label;
    this.#locks = locks;
    this.#worker = new Worker(locks, counter, (report) => listener(label, report));
    this.ended = this.#run();
    listener(label, { type: "ready" });
  }

  order(order: Order): void {
    this.#worker.obey(order);
    this.#orders.emit("order");
  }

  /** What it holds stays taken, and nobody renews it any more: as when a process dies. */
  async kill(): Promise<void> {
    this.#killed = true;
    this.#orders.emit("order");
    await this.#locks.close({ releaseHeld: false });
    await this.ended;
  }

  async #run(): Promise<void> {
    await once(this.#orders, "order");
    try {
      await this.#worker.run();
      await this.#locks.close();
    } catch (error) {
      if (!this.#killed) throw error;
    }
  }
}
