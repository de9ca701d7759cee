import { isReply } from "@lockwire/redis";

/**
 * Asks for a sign of life. A connection whose peer vanished without a word looks open for minutes; an unanswered PING
 * tells sooner. A refused one is an answer.
 */
export class Heartbeat {
  readonly #interval: number;
  readonly #timeout: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(interval: number, timeout: number) {
    this.#interval = interval;
    this.#timeout = timeout;
  }

  /** Beats until `stop`; tells whether each was answered in time. */
  start(ping: () => Promise<unknown>, beat: (answered: boolean) => void): void {
    if (this.#timer !== undefined) return;
    this.#after(this.#interval, () => {
      let open = true;
      const finish = (answered: boolean) => {
        if (!open) return;
        open = false;
        this.stop();
        this.start(ping, beat);
        beat(answered);
      };
      this.#after(this.#timeout, () => finish(false));
      const current = this.#timer;
      const alive = () => this.#timer === current && finish(true);
      ping().then(alive, (error: unknown) => isReply(error) && alive());
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #after(ms: number, callback: () => void): void {
    this.#timer = setTimeout(callback, ms);
    this.#timer.unref();
  }
}
