import { isRefusal, isSilence, type Report, redisFailure, withoutSent } from "@lockwire/redis";
import { Channel, type ChannelListener, type ChannelState } from "./channel.js";
import { Heartbeat } from "./heartbeat.js";
import type { Channels } from "./message-source.js";
import type { Uplink } from "./uplink.js";

/** How long a channel stays subscribed after its last listener, in ms: the next waiter in line takes it over. */
const LINGER = 2_000;
/** How long a subscription may take before its waiters go on without it, in ms. */
const PATIENCE = 250;
/** The longest time between two signs of life while someone listens, in ms. */
const HEARTBEAT = 500;
/** How soon to subscribe anew when slots have moved, in ms: they move one after another. */
const MOVING = 100;
const MOVED = "the lock's slot has moved";
const MOVED_CODE = "MOVED";

export interface SubscriberOptions {
  /** How often to look after the connection, and after a refused subscription, in ms. */
  readonly checkEvery: number;
  readonly commandTimeout: number;
  /** Is told of a channel that could not be left. */
  readonly report: Report;
  /** Called while someone listens, for the connections that commands go over to be checked as well. */
  readonly onHeartbeat: () => void;
}

/**
 * One connection for the channels of all locks, opened at the first contention. A channel is subscribed once, however
 * many listen to it. After every reconnect it subscribes anew and tells each listener, since messages were lost.
 */
export class Subscriber implements Channels {
  readonly #openUplink: () => Uplink;
  readonly #channels = new Map<string, Channel>();
  readonly #heartbeat: Heartbeat;
  readonly #checkEvery: number;
  readonly #report: Report;
  #uplink: Uplink | undefined;
  /** Counts the connections: an answer that belongs to an earlier one says nothing about this one. */
  #epoch = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(openUplink: () => Uplink, { checkEvery, report, onHeartbeat }: SubscriberOptions) {
    this.#openUplink = openUplink;
    this.#checkEvery = checkEvery;
    this.#report = report;
    this.#heartbeat = new Heartbeat(Math.min(checkEvery, HEARTBEAT), () => {
      onHeartbeat();
      // A shared connection is one that commands go over.
      if (this.#uplink?.shared === false) this.#uplink.connection.check();
    });
  }

  get ordered(): boolean {
    return this.#uplink?.shared === true && isReady(this.#uplink);
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
      channel.joinWithin(PATIENCE);
      const uplink = this.#open();
      if (uplink && isReady(uplink)) this.#subscribe([name]);
    }
    return channel;
  }

  leave(name: string, listener: ChannelListener): void {
    const channel = this.#channels.get(name);
    if (!channel?.listeners.delete(listener) || channel.listeners.size > 0) return;
    channel.linger = setTimeout(() => this.#drop(name), LINGER);
    channel.linger.unref();
  }

  async close(): Promise<void> {
    const names = [...this.#channels.keys()];
    for (const channel of this.#channels.values()) channel.end();
    this.#channels.clear();
    this.#heartbeat.stop();
    clearTimeout(this.#retry);
    const uplink = this.#uplink;
    if (uplink === undefined) return;
    this.#leaveUplink(uplink);
    if (uplink.shared && names.length > 0 && isReady(uplink)) {
      await this.#unsubscribe(uplink, names);
    }
    await uplink.close();
  }

  #open(): Uplink | undefined {
    this.#heartbeat.start();
    if (this.#uplink) return this.#uplink;
    try {
      const uplink = this.#openUplink();
      const { redis } = uplink.connection;
      redis.on("message", this.#onMessage);
      redis.on("smessage", this.#onMessage);
      redis.on("ready", this.#onReady);
      redis.on("close", this.#onClose);
      redis.on("moved", this.#onMoved);
      this.#uplink = uplink;
      return uplink;
    } catch (error) {
      this.#down([...this.#channels.keys()], "the subscriber could not be opened", error);
      this.#retryIn(this.#checkEvery);
      return undefined;
    }
  }

  #leaveUplink({ connection: { redis } }: Uplink): void {
    this.#uplink = undefined;
    redis.off("message", this.#onMessage);
    redis.off("smessage", this.#onMessage);
    redis.off("ready", this.#onReady);
    redis.off("close", this.#onClose);
    redis.off("moved", this.#onMoved);
  }

  readonly #onMessage = (channel: string, text: string) =>
    this.#channels.get(channel)?.message(text);

  readonly #onReady = () => {
    if (this.#channels.size === 0) return;
    if (this.#uplink?.isUsable() === false) this.#leaveUplink(this.#uplink);
    const uplink = this.#open();
    if (uplink && isReady(uplink)) this.#subscribe([...this.#channels.keys()]);
  };

  readonly #onClose = () => {
    this.#epoch += 1;
    const trouble = this.#uplink?.connection.trouble;
    const does = isSilence(trouble) ? "does not answer" : "is not connected";
    this.#down([...this.#channels.keys()], `the subscriber ${does}`, trouble);
  };

  /** The server took some subscriptions back, or will not have them: subscribing anew tells which. */
  readonly #onMoved = () => {
    for (const [name, { state }] of this.#channels) {
      if (state === "joining") this.#down([name], MOVED);
    }
    this.#retryIn(MOVING);
  };

  #subscribe(names: readonly string[]): void {
    if (this.#uplink?.together) void this.#join(this.#uplink, names);
    else for (const name of names) if (this.#uplink) void this.#join(this.#uplink, [name]);
  }

  async #join(uplink: Uplink, names: readonly string[]): Promise<void> {
    const epoch = this.#epoch;
    try {
      await uplink.subscribe(names);
      if (epoch !== this.#epoch) return;
      for (const name of names) this.#channels.get(name)?.goLive();
    } catch (error) {
      if (epoch !== this.#epoch || this.#uplink !== uplink) return;
      this.#down(
        names,
        isRefusal(error, MOVED_CODE) ? MOVED : "the subscription was refused",
        error,
      );
      this.#retryIn(this.#checkEvery);
    }
  }

  #retryIn(ms: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(this.#onReady, ms);
    this.#retry.unref();
  }

  /**
   * A connection that was lost meanwhile has left its channels, and one whose slots have moved too; a refusal leaves
   * them subscribed, and is told.
   */
  async #unsubscribe(uplink: Uplink, names: readonly string[]): Promise<void> {
    try {
      await uplink.unsubscribe(names);
    } catch (error) {
      if (!isReady(uplink) || isRefusal(error, MOVED_CODE)) return;
      for (const name of names) this.#report(name, redisFailure(error, name, "unsubscribe"));
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
    if (this.#uplink && isReady(this.#uplink)) void this.#unsubscribe(this.#uplink, [name]);
  }
}

function isReady({ connection }: Uplink): boolean {
  return connection.redis.status === "ready";
}
