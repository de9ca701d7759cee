import { monotonic } from "../monotonic.js";

export interface Terms {
  /** When the lock ends. */
  readonly deadline: number;
  /** How long before that to terminate, in ms. */
  readonly grace: number;
  /** How long before that to kill, in ms: what a kill may take to be done. */
  readonly margin: number;
}

/**
 * Ends a command in time: asks it to end at `deadline - grace`, kills it at `deadline - margin`, unless renewed. With a
 * grace below the margin it is killed only.
 */
export class Countdown {
  readonly #grace: number;
  readonly #margin: number;
  readonly #send: (signal: NodeJS.Signals) => void;
  #deadline: number;
  #state: "running" | "terminating" | "over" = "running";
  #timer: NodeJS.Timeout | undefined;

  constructor({ deadline, grace, margin }: Terms, send: (signal: NodeJS.Signals) => void) {
    this.#grace = grace;
    this.#margin = margin;
    this.#send = send;
    this.#deadline = deadline;
    this.renewed(deadline);
  }

  get state(): "running" | "terminating" | "over" {
    return this.#state;
  }

  /** Too late once the command was told to end. */
  renewed(deadline: number): void {
    if (this.#state !== "running") return;
    this.#deadline = deadline;
    if (this.#grace > this.#margin) this.#at(deadline - this.#grace, () => this.terminate());
    else this.#at(deadline - this.#margin, () => this.kill());
  }

  /** Has the command end itself within the grace, or in the time that the lock has left. */
  terminate(): void {
    this.#terminate(Math.min(monotonic() + this.#grace, this.#deadline - this.#margin));
  }

  /** The same where the lock is gone already. */
  terminateLate(): void {
    this.#terminate(monotonic() + this.#grace);
  }

  kill(): void {
    this.stop();
    this.#send("SIGKILL");
  }

  stop(): void {
    this.#state = "over";
    clearTimeout(this.#timer);
  }

  #terminate(killAt: number): void {
    if (this.#state !== "running") return;
    this.#state = "terminating";
    if (killAt <= monotonic()) return this.kill();
    this.#send("SIGTERM");
    // A stopped process would not receive it.
    this.#send("SIGCONT");
    this.#at(killAt, () => this.kill());
  }

  #at(time: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, Math.max(0, time - monotonic()));
  }
}
