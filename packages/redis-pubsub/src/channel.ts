/** Whether messages of a channel arrive: not known yet, yes, or no. */
export type ChannelState = "joining" | "live" | "down";

export interface ChannelListener {
  message(text: string): void;
  /** Messages arrive from now on; earlier ones may be lost. */
  live(): void;
  /** Messages do not arrive for now. */
  down(reason: string, cause?: unknown): void;
}

/** A channel with listeners. */
export class Channel {
  state: ChannelState = "joining";
  /** Why it is down, for later listeners. */
  reason = "";
  cause: unknown;
  readonly listeners = new Set<ChannelListener>();
  linger: NodeJS.Timeout | undefined;
  /** Receives messages while the channel has no listeners but is still subscribed: a grant to a waiter that has gone. */
  #lastListener: ChannelListener | undefined;
  #patience: NodeJS.Timeout | undefined;

  /** Takes the channel down unless the subscription is confirmed in time. */
  joinWithin(ms: number): void {
    const giveUp = () => this.goDown("the subscription is not confirmed yet");
    this.#patience = setTimeout(giveUp, ms).unref();
  }

  /** Removes a listener. Returns whether it was the last one. */
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

  /** Cancels its timers. */
  end(): void {
    clearTimeout(this.#patience);
    clearTimeout(this.linger);
  }
}
