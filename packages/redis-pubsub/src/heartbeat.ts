/**
 * Asks for a sign of life, again and again: a connection on which nothing is sent has nothing that could stay
 * unanswered. A refused PING is an answer; one at a time is enough.
 */
export class Heartbeat {
  readonly #interval: number;
  readonly #ping: () => Promise<unknown>;
  #isUnanswered = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(interval: number, ping: () => Promise<unknown>) {
    this.#interval = interval;
    this.#ping = ping;
  }

  /** Beats until `stop`. */
  start(): void {
    if (this.#timer === undefined) this.#beatLater();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #beatLater(): void {
    this.#timer = setTimeout(() => {
      this.#beatLater();
      if (!this.#isUnanswered) this.#beat();
    }, this.#interval);
    this.#timer.unref();
  }

  #beat(): void {
    const answered = () => {
      this.#isUnanswered = false;
    };
    this.#isUnanswered = true;
    this.#ping().then(answered, answered);
  }
}
