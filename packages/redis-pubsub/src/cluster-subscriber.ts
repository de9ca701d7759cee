import { type ClusterClient, nodeAt, ownerOf, slotOf } from "@lockwire/redis";
import { Channel, type ChannelListener, type ChannelState } from "./channel.js";
import type { Channels } from "./message-source.js";
import { shardTransport } from "./shard-transport.js";
import { Subscriber, type SubscriberOptions } from "./subscriber.js";

/** How soon to look again for a channel's master while the channel is down, in ms. */
const RECHECK = 100;

/** A channel, and the master on which it is subscribed now. */
interface Route {
  readonly slot: number;
  readonly channel: Channel;
  /** Passes on the events of the master's subscriber. */
  readonly relay: ChannelListener;
  address: string | undefined;
}

/**
 * The channels of locks on a Cluster. Each is subscribed on the master that serves its slot, over one connection per master,
 * opened at the first contention there. When the slot moves, or its master is replaced, the channel follows, and its
 * listeners are notified, since messages may have been lost.
 */
export class ClusterSubscriber implements Channels {
  readonly ordered = false;
  readonly #cluster: ClusterClient;
  readonly #options: SubscriberOptions;
  readonly #routes = new Map<string, Route>();
  readonly #masters = new Map<string, Subscriber>();
  #timer: NodeJS.Timeout | undefined;
  #due = Number.POSITIVE_INFINITY;

  constructor(cluster: ClusterClient, options: SubscriberOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  stateOf(name: string): ChannelState | undefined {
    return this.#routes.get(name)?.channel.state;
  }

  listen(name: string, listener: ChannelListener): Channel {
    const route = this.#routes.get(name) ?? this.#open(name);
    route.channel.listeners.add(listener);
    return route.channel;
  }

  leave(name: string, listener: ChannelListener): void {
    const route = this.#routes.get(name);
    if (!route?.channel.leave(listener)) return;
    this.#routes.delete(name);
    this.#part(name, route);
    if (this.#routes.size === 0) this.#rest();
  }

  async close(): Promise<void> {
    this.#rest();
    this.#routes.clear();
    await Promise.all([...this.#masters.values()].map((master) => master.close()));
    this.#masters.clear();
  }

  #open(name: string): Route {
    const channel = new Channel();
    const relay: ChannelListener = {
      message: (text) => channel.message(text),
      live: () => channel.goLive(),
      down: (reason, cause) => {
        channel.goDown(reason, cause);
        this.#checkRoutesIn(RECHECK);
      },
    };
    const route: Route = { slot: slotOf(name), channel, relay, address: undefined };
    this.#routes.set(name, route);
    this.#join(name, route);
    if (this.#routes.size === 1) this.#checkRoutesIn(this.#options.checkEvery);
    return route;
  }

  #join(name: string, route: Route): void {
    const address = ownerOf(this.#cluster, route.slot);
    const master = address === undefined ? undefined : this.#masterAt(address);
    if (master === undefined) return route.relay.down("no master is known for the lock's slot");
    route.address = address;
    const { state, reason, cause } = master.listen(name, route.relay);
    if (state === "live") route.relay.live();
    else if (state === "down") route.relay.down(reason, cause);
  }

  #part(name: string, route: Route): void {
    if (route.address === undefined) return;
    this.#masters.get(route.address)?.leave(name, route.relay);
    route.address = undefined;
    route.channel.goDown("the lock's slot has moved");
  }

  #masterAt(address: string): Subscriber | undefined {
    const known = this.#masters.get(address);
    if (known) return known;
    const node = nodeAt(this.#cluster, address);
    if (!node) return undefined;
    const nodeNow = () => nodeAt(this.#cluster, address) ?? node;
    const open = () => shardTransport(this.#cluster, nodeNow, this.#options.commandTimeout);
    const master = new Subscriber(open, this.#options);
    this.#masters.set(address, master);
    return master;
  }

  /** Keeps the earliest of the requested times. */
  #checkRoutesIn(ms: number): void {
    const due = performance.now() + ms;
    if (due >= this.#due) return;
    this.#due = due;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#checkRoutes(), ms).unref();
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#due = Number.POSITIVE_INFINITY;
  }

  /** Moves each channel to the right master; ioredis learns of a new one when a command is redirected. */
  #checkRoutes(): void {
    this.#rest();
    for (const [name, route] of this.#routes) {
      const address = ownerOf(this.#cluster, route.slot);
      if (address === undefined || address === route.address) continue;
      if (route.address !== undefined) this.#part(name, route);
      this.#join(name, route);
    }
    this.#dismiss();
    const heard = [...this.#routes.values()].every(({ channel }) => channel.state !== "down");
    this.#checkRoutesIn(heard ? this.#options.checkEvery : RECHECK);
  }

  /** Closes the subscriber of a node that has left the Cluster. */
  #dismiss(): void {
    const used = new Set([...this.#routes.values()].map(({ address }) => address));
    for (const [address, master] of this.#masters) {
      if (used.has(address) || nodeAt(this.#cluster, address)) continue;
      this.#masters.delete(address);
      void master.close();
    }
  }
}
