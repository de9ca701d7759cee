import { asBackendError } from "@lockwire/core";
import type { RedisCommands, Report } from "@lockwire/core/redis";
import { Channel, type ChannelListener, type ChannelState } from "./channel.js";
import type { Ears } from "./ears.js";
import { Heartbeat } from "./heartbeat.js";
import type { SubscriberConnection, Uplink } from "./subscriber-connection.js";
import { forgetChannels, openUplink } from "./uplink.js";

/** How long a channel stays subscribed after its last listener, in ms: the next waiter in line takes it over. */
const LINGER = 2_000;

export interface SubscriberOptions {
  /** How often to look after the connection, and after a refused subscription, in ms. */
  readonly checkEvery: number;
  readonly commandTimeout: number;
  readonly report: Report;
}

/**
 * One connection for the channels of all locks, opened at the first contention. A channel is subscribed once, however
 * many listen to it. After every reconnect it subscribes anew and tells each listener, since messages were lost.
 */
export class Subscriber implements Ears {
  readonly #redis: RedisCommands;
  readonly #channels = new Map<string, Channel>();
  /** What the connection may be subscribed to, whoever has left since. */
  readonly #asked = new Set<string>();
  readonly #heartbeat: Heartbeat;
  readonly #checkEvery: number;
  readonly #report: Report;
  #uplink: Uplink | undefined;
  /** Counts the connections: an answer that belongs to an earlier one says nothing about this one. */
  #epoch = 0;
  #retry: NodeJS.Timeout | undefined;
  #lastError: Error | undefined;

  constructor(redis: RedisCommands, { checkEvery, commandTimeout, report }: SubscriberOptions) {
    this.#redis = redis;
    this.#checkEvery = checkEvery;
    this.#report = report;
    this.#heartbeat = new Heartbeat(checkEvery, commandTimeout);
  }

  get ordered(): boolean {
    return this.#uplink?.shared === true && this.#uplink.connection.status === "ready";
  }

  /** Undefined for a channel that nobody here has joined. */
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
      const { connection } = this.#open();
      if (connection.status === "ready") this.#subscribe([name]);
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
    for (const channel of this.#channels.values()) clearTimeout(channel.linger);
    this.#channels.clear();
    this.#heartbeat.stop();
    clearTimeout(this.#retry);
    const uplink = this.#uplink;
    this.#uplink = undefined;
    if (uplink) await this.#shut(uplink, names);
  }

  #open(): Uplink {
    if (this.#uplink === undefined) {
      this.#uplink = openUplink(this.#redis);
      const { connection, shared } = this.#uplink;
      connection.on("message", this.#onMessage);
      connection.on("ready", this.#onReady);
      connection.on("close", this.#onClose);
      if (!shared) connection.on("error", this.#onError);
    }
    this.#heartbeat.start(
      () => this.#uplink?.connection.ping() ?? Promise.resolve(),
      (answered) => this.#beat(answered),
    );
    return this.#uplink;
  }

  async #shut({ connection, shared }: Uplink, names: string[]): Promise<void> {
    connection.off("message", this.#onMessage);
    connection.off("ready", this.#onReady);
    connection.off("close", this.#onClose);
    if (!shared) connection.disconnect();
    else if (names.length > 0 && connection.status === "ready") {
      await this.#unsubscribe(connection, names);
    }
  }

  readonly #onMessage = (channel: string, text: string) =>
    this.#channels.get(channel)?.message(text);

  readonly #onReady = () => {
    if (this.#channels.size > 0) this.#subscribe([...this.#channels.keys()]);
  };

  readonly #onClose = () => {
    this.#epoch += 1;
    if (this.#uplink?.shared) forgetChannels(this.#uplink, this.#asked);
    this.#asked.clear();
    this.#down([...this.#channels.keys()], "the subscriber is not connected", this.#lastError);
  };

  readonly #onError = (error: Error) => {
    this.#lastError = error;
  };

  async #subscribe(names: string[]): Promise<void> {
    const epoch = this.#epoch;
    for (const name of names) this.#asked.add(name);
    try {
      await this.#uplink?.connection.subscribe(...names);
      if (epoch !== this.#epoch) return;
      for (const name of names) this.#channels.get(name)?.goLive();
    } catch (error) {
      if (epoch !== this.#epoch || this.#uplink === undefined) return;
      this.#down(names, "the subscription was refused", error);
      clearTimeout(this.#retry);
      this.#retry = setTimeout(this.#onReady, this.#checkEvery);
      this.#retry.unref();
    }
  }

  /** Without an answer the connection is as good as closed; one that is ours is opened anew. */
  #beat(answered: boolean): void {
    const { connection, shared } = this.#uplink ?? {};
    const down = [...this.#channels].filter(([, { state }]) => state === "down");
    if (answered && shared && down.length > 0) return void this.#onReady();
    if (answered || connection?.status !== "ready") return;
    this.#down([...this.#channels.keys()], "the subscriber does not answer");
    if (!shared) connection.disconnect(true);
  }

  /** A connection that was lost meanwhile has left its channels; a refusal leaves them subscribed, and is told. */
  async #unsubscribe(connection: SubscriberConnection, names: string[]): Promise<void> {
    try {
      await connection.unsubscribe(...names);
      for (const name of names) if (!this.#channels.has(name)) this.#asked.delete(name);
    } catch (error) {
      if (connection.status !== "ready") return;
      for (const name of names) this.#report(name, asBackendError(error, name, "unwatch"));
    }
  }

  #down(names: readonly string[], reason: string, cause?: unknown): void {
    for (const name of names) this.#channels.get(name)?.goDown(reason, cause);
  }

  #drop(name: string): void {
    this.#channels.delete(name);
    if (this.#channels.size === 0) {
      this.#heartbeat.stop();
      clearTimeout(this.#retry);
    }
    const { connection } = this.#uplink ?? {};
    if (connection?.status === "ready") this.#unsubscribe(connection, [name]);
  }
}
