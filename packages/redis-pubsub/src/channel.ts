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
  /** Hears what comes while the channel lingers: a grant to a waiter that is gone. */
  #lastListener: ChannelListener | undefined;
  #patience: NodeJS.Timeout | undefined;

  /** Goes down unless it is joined in time: a subscription may stay unanswered for long. */
  joinWithin(ms: number): void {
    const giveUp = () => this.goDown("the subscription is not confirmed yet");
    this.#patience = setTimeout(giveUp, ms).unref();
  }

  /** Whether nobody listens any more, and did until now. */
  leave(listener: ChannelListener): boolean {
    if (!this.listeners.delete(listener) || this.listeners.size > 0) return false;
    this.#lastListener = listener;
    return true;
  }

  message(text: string): void {
    if (this.listeners.size === 0) this.#lastListener?.message(text);
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
