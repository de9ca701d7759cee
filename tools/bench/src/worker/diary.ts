import { monotonic } from "@lockwire/harness";
import type { Report } from "./protocol.js";
import { sentCommands } from "./sent-commands.js";

/** Notes when each waiter asked for the lock, had it and gave it back. */
export class Diary {
  readonly #entries: Record<"waiter" | "asked" | "acquired" | "released", number[]> = {
    waiter: [],
    asked: [],
    acquired: [],
    released: [],
  };
  readonly #waitingSince = new Map<number, number>();
  readonly #waiters: number;
  readonly #started = monotonic();
  readonly #cpu = process.cpuUsage();
  readonly #sent = sentCommands();

  constructor(waiters: number) {
    this.#waiters = waiters;
  }

  asks(waiter: number): number {
    const asked = monotonic();
    this.#waitingSince.set(waiter, asked);
    return asked;
  }

  /** To be called before the release is asked for, so that the hold is over for certain. */
  releases(waiter: number, asked: number, acquired: number): void {
    this.#waitingSince.delete(waiter);
    this.#entries.waiter.push(waiter);
    this.#entries.asked.push(asked);
    this.#entries.acquired.push(acquired);
    this.#entries.released.push(monotonic());
  }

  close(): Report {
    const { user, system } = process.cpuUsage(this.#cpu);
    const { waiter, asked, acquired, released } = this.#entries;
    return {
      ended: monotonic(),
      started: this.#started,
      cpu: (user + system) / 1_000,
      commands: sentCommands() - this.#sent,
      waiters: this.#waiters,
      waiter: Float64Array.from(waiter),
      asked: Float64Array.from(asked),
      acquired: Float64Array.from(acquired),
      released: Float64Array.from(released),
      waiting: Float64Array.from(this.#waitingSince.values()),
    };
  }
}
