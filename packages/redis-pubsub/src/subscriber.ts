import { isRefusal, isSilence, type Report, redisFailure, withoutSent } from "@lockwire/redis";
import { Channel, type ChannelListener, type ChannelState } from "./channel.js";
import { Heartbeat } from "./heartbeat.js";
import type { Channels } from "./message-source.js";
import type { SubscriberTransport } from "./subscriber-transport.js";

/** How long a channel stays subscribed without listeners, in ms, so that the next waiter can reuse it. */
const LINGER = 2_000;
/** How long a subscription may take before its waiters poll instead, in ms. */
const JOIN_TIMEOUT = 250;
/** The longest time between two checks of the connection while anyone listens, in ms. */
const HEARTBEAT = 500;
/** How long to wait before subscribing again after slots moved, in ms: they move one after another. */
const MOVING = 100;
const MOVED = "the lock's slot has moved";
const MOVED_CODE = "MOVED";

export interface SubscriberOptions {
  /** How often to check the connection and to retry a refused subscription, in ms. */
  readonly checkEvery: number;
  readonly commandTimeout: number;
  /** Whether attempts use the command connection: not with `durability`. */
  readonly ordered: boolean;
  /** Called if an unsubscribe fails. */
  readonly report: Report;
  /** Called regularly while anyone listens, to check the command connections too. */
  readonly onHeartbeat: () => void;
}

/**
 * One connection for the channels of all locks, opened at the first contention. A channel is subscribed once, however many
 * listeners it has. After every reconnect it resubscribes and notifies each listener, since messages may have been lost.
 */
export class Subscriber implements Channels {
  readonly #openTransport: () => SubscriberTransport;
  readonly #channels = new Map<string, Channel>();
  readonly #heartbeat: Heartbeat;
  readonly #options: SubscriberOptions;
  #transport: SubscriberTransport | undefined;
  /** Counts the connections: the answer of an earlier one says nothing about this one. */
  #epoch = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(openTransport: () => SubscriberTransport, options: SubscriberOptions) {
    this.#openTransport = openTransport;
    this.#options = options;
    this.#heartbeat = new Heartbeat(Math.min(options.checkEvery, HEARTBEAT), () => {
      options.onHeartbeat();
      this.#transport?.check();
    });
  }

  get ordered(): boolean {
    const { ordered } = this.#options;
    return ordered && this.#transport?.shared === true && isReady(this.#transport);
  }

  stateOf(name: string): ChannelState | undefined {
    return this.#channels.get(name)?.state;
  }

  listen(name: string, listener: ChannelListener): Channel {
    const known = this.#channels.get(name);
    const channel = known ?? new Channel();
    clearTimeout(channel.linger);
    channel.listeners.add(listener);
    if (known === undefined) {
      this.#channels.set(name, channel);
      channel.joinWithin(JOIN_TIMEOUT);
      const transport = this.#open();
      if (transport && isReady(transport)) this.#subscribe([name]);
    }
    return channel;
  }

  leave(name: string, listener: ChannelListener): void {
    const channel = this.#channels.get(name);
    if (!channel?.leave(listener)) return;
    channel.linger = setTimeout(() => this.#drop(name), LINGER).unref();
  }

  async close(): Promise<void> {
    const names = [...this.#channels.keys()];
    for (const channel of this.#channels.values()) channel.end();
    this.#channels.clear();
    this.#heartbeat.stop();
    clearTimeout(this.#retry);
    const transport = this.#transport;
    if (transport === undefined) return;
    this.#leaveTransport(transport);
    if (transport.shared && names.length > 0 && isReady(transport)) {
      await this.#unsubscribe(transport, names);
    }
    await transport.close();
  }

  #open(): SubscriberTransport | undefined {
    this.#heartbeat.start();
    if (this.#transport?.isUsable?.() === false) this.#leaveTransport(this.#transport);
    if (this.#transport) return this.#transport;
    try {
      const transport = this.#openTransport();
      this.#hear(transport, "on");
      this.#transport = transport;
      return transport;
    } catch (error) {
      this.#down([...this.#channels.keys()], "the subscriber could not be opened", error);
      this.#retryIn(this.#options.checkEvery);
      return undefined;
    }
  }

  #leaveTransport(transport: SubscriberTransport): void {
    this.#transport = undefined;
    this.#hear(transport, "off");
  }

  #hear({ connection: { redis } }: SubscriberTransport, how: "on" | "off"): void {
    redis[how]("message", this.#onMessage);
    redis[how]("smessage", this.#onMessage);
    redis[how]("ready", this.#onReady);
    redis[how]("close", this.#onClose);
    redis[how]("moved", this.#onMoved);
  }

  readonly #onMessage = (channel: string, text: string) =>
    this.#channels.get(channel)?.message(text);

  readonly #onReady = () => {
    if (this.#channels.size === 0) return;
    const transport = this.#open();
    if (transport && isReady(transport)) this.#subscribe([...this.#channels.keys()]);
  };

  readonly #onClose = () => {
    this.#epoch += 1;
    const trouble = this.#transport?.connection.trouble;
    const does = isSilence(trouble) ? "does not answer" : "is not connected";
    this.#down([...this.#channels.keys()], `the subscriber ${does}`, trouble);
  };

  /** The server ended or refused some subscriptions: subscribing again shows which. */
  readonly #onMoved = () => {
    for (const [name, { state }] of this.#channels) {
      if (state === "joining") this.#down([name], MOVED);
    }
    this.#retryIn(MOVING);
  };

  #subscribe(names: readonly string[]): void {
    const transport = this.#transport;
    if (transport === undefined) return;
    const groups = transport.together ? [names] : names.map((name) => [name]);
    for (const group of groups) void this.#join(transport, group);
  }

  async #join(transport: SubscriberTransport, names: readonly string[]): Promise<void> {
    const epoch = this.#epoch;
    // A channel that was unsubscribed and subscribed again meanwhile waits for its own answer.
    const channels = names.map((name) => this.#channels.get(name));
    try {
      await transport.subscribe(names);
      if (epoch !== this.#epoch) return;
      for (const channel of channels) channel?.goLive();
    } catch (error) {
      if (epoch !== this.#epoch || this.#transport !== transport) return;
      this.#down(
        names,
        isRefusal(error, MOVED_CODE) ? MOVED : "the subscription was refused",
        error,
      );
      this.#retryIn(this.#options.checkEvery);
    }
  }

  #retryIn(ms: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(this.#onReady, ms).unref();
  }

  /**
   * If the connection was lost or the slots moved meanwhile, the channels are unsubscribed anyway. After a refusal they are
   * still subscribed, so it is reported.
   */
  async #unsubscribe(transport: SubscriberTransport, names: readonly string[]): Promise<void> {
    try {
      await transport.unsubscribe(names);
    } catch (error) {
      if (!isReady(transport) || isRefusal(error, MOVED_CODE)) return;
      for (const name of names)
        this.#options.report(name, redisFailure(error, name, "unsubscribe"));
    }
  }

  #down(names: readonly string[], reason: string, error?: unknown): void {
    const cause = error === undefined ? undefined : withoutSent(error);
    for (const name of names) this.#channels.get(name)?.goDown(reason, cause);
  }

  #drop(name: string): void {
    this.#channels.get(name)?.end();
    this.#channels.delete(name);
    if (this.#channels.size === 0) {
      this.#heartbeat.stop();
      clearTimeout(this.#retry);
    }
    if (this.#transport && isReady(this.#transport))
      void this.#unsubscribe(this.#transport, [name]);
  }
}

function isReady({ connection }: SubscriberTransport): boolean {
  return connection.redis.status === "ready";
}
