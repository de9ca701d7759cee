/** Whether messages of a channel reach us: not known yet, yes, or no (and then why). */
export type ChannelState = "joining" | "live" | "down";

export interface ChannelListener {
  message(text: string): void;
  /** Messages arrive from here on; those of before may be lost. */
  live(): void;
  /** Messages do not arrive for now. */
  down(reason: string, cause?: unknown): void;
}

/** A channel that someone listens to. */
export class Channel {
  state: ChannelState = "joining";
  /** Why it is down, for listeners that come later. */
  reason = "";
  cause: unknown;
  readonly listeners = new Set<ChannelListener>();
  linger: NodeJS.Timeout | undefined;
  #patience: NodeJS.Timeout | undefined;

  /** Goes down unless it is joined in time: a subscription may stay unanswered for long. */
  joinWithin(ms: number): void {
    const giveUp = () => this.goDown("the subscription is not confirmed yet");
    this.#patience = setTimeout(giveUp, ms).unref();
  }

  message(text: string): void {
    for (const listener of this.listeners) listener.message(text);
  }

  goLive(): void {
    this.state = "live";
    clearTimeout(this.#patience);
    for (const listener of this.listeners) listener.live();
  }

  goDown(reason: string, cause?: unknown): void {
    this.state = "down";
    this.reason = reason;
    this.cause = cause;
    clearTimeout(this.#patience);
    for (const listener of this.listeners) listener.down(reason, cause);
  }

  /** Leaves nothing behind that could still fire. */
  end(): void {
    clearTimeout(this.#patience);
    clearTimeout(this.linger);
  }
}
