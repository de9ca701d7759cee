import { asBackendError } from "@lockwire/core/backend";
import type { Report } from "@lockwire/core/redis";
import { Channel, type ChannelListener, type ChannelState } from "./channel.js";
import { Heartbeat } from "./heartbeat.js";
import type { Channels } from "./message-source.js";
import type { SubscriberConnection } from "./subscriber-connection.js";
import type { Uplink } from "./uplink.js";

/** How long a channel stays subscribed after its last listener, in ms: the next waiter in line takes it over. */
const LINGER = 2_000;
/** How soon to subscribe anew when slots have moved, in ms: they move one after another. */
const MOVING = 100;
const MOVED = "the lock's slot has moved";

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
export class Subscriber implements Channels {
  readonly #openUplink: () => Uplink;
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

  constructor(openUplink: () => Uplink, { checkEvery, commandTimeout, report }: SubscriberOptions) {
    this.#openUplink = openUplink;
    this.#checkEvery = checkEvery;
    this.#report = report;
    this.#heartbeat = new Heartbeat(checkEvery, commandTimeout);
  }

  get ordered(): boolean {
    return this.#uplink?.shared === true && this.#uplink.connection.status === "ready";
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
      this.#uplink = this.#openUplink();
      const { connection, shared } = this.#uplink;
      connection.on("message", this.#onMessage);
      connection.on("ready", this.#onReady);
      connection.on("close", this.#onClose);
      if (shared) makeRoom(connection, 1);
      else this.#mind(connection);
    }
    this.#heartbeat.start(
      () => this.#uplink?.connection.ping() ?? Promise.resolve(),
      (answered) => this.#beat(answered),
    );
    return this.#uplink;
  }

  /** What only a connection of our own can tell; it goes when the connection does. */
  #mind(connection: SubscriberConnection): void {
    connection.on("error", this.#onError);
    connection.on("smessage", this.#onMessage);
    connection.on("moved", this.#onMoved);
  }

  async #shut(uplink: Uplink, names: string[]): Promise<void> {
    const { connection, shared } = uplink;
    connection.off("message", this.#onMessage);
    connection.off("ready", this.#onReady);
    connection.off("close", this.#onClose);
    if (shared) makeRoom(connection, -1);
    if (!shared) connection.disconnect();
    else if (names.length > 0 && connection.status === "ready") {
      await this.#unsubscribe(uplink, names);
    }
  }

  readonly #onMessage = (channel: string, text: string) =>
    this.#channels.get(channel)?.message(text);

  readonly #onReady = () => {
    if (this.#channels.size > 0) this.#subscribe([...this.#channels.keys()]);
  };

  readonly #onClose = () => {
    this.#epoch += 1;
    this.#uplink?.forget(this.#asked);
    this.#asked.clear();
    this.#down([...this.#channels.keys()], "the subscriber is not connected", this.#lastError);
  };

  readonly #onError = (error: Error) => {
    this.#lastError = error;
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
    for (const name of names) this.#asked.add(name);
    try {
      await uplink.subscribe(names);
      if (epoch !== this.#epoch) return;
      for (const name of names) this.#channels.get(name)?.goLive();
    } catch (error) {
      if (epoch !== this.#epoch || this.#uplink === undefined) return;
      this.#down(names, isMoved(error) ? MOVED : "the subscription was refused", error);
      this.#retryIn(this.#checkEvery);
    }
  }

  #retryIn(ms: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(this.#onReady, ms);
    this.#retry.unref();
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

  /**
   * A connection that was lost meanwhile has left its channels, and one whose slots have moved too; a refusal leaves
   * them subscribed, and is told.
   */
  async #unsubscribe(uplink: Uplink, names: readonly string[]): Promise<void> {
    try {
      await uplink.unsubscribe(names);
      for (const name of names) if (!this.#channels.has(name)) this.#asked.delete(name);
    } catch (error) {
      if (uplink.connection.status !== "ready" || isMoved(error)) return;
      for (const name of names) this.#report(name, asBackendError(error, name, "unsubscribe"));
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
    if (this.#uplink?.connection.status === "ready") void this.#unsubscribe(this.#uplink, [name]);
  }
}

/** Each client of a shared connection listens for itself, and Node calls the eleventh a leak. */
function makeRoom(connection: SubscriberConnection, listeners: number): void {
  const most = connection.getMaxListeners();
  if (most > 0) connection.setMaxListeners(most + listeners);
}

function isMoved(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("MOVED");
}
