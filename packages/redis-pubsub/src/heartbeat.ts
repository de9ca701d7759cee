/** Calls back at an interval while it runs, without keeping the process alive. */
export class Heartbeat {
  readonly #interval: number;
  readonly #beat: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param interval in ms. */
  constructor(interval: number, beat: () => void) {
    this.#interval = interval;
    this.#beat = beat;
  }

  start(): void {
    this.#timer ??= setInterval(this.#beat, this.#interval).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
