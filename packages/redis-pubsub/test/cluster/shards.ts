import type { LockClient } from "@lockwire/core";
import { createPubSubLocks, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import {
  type ClusterOptions,
  countClients,
  loadIoredis,
  loadNodeRedis,
  type RedisCluster,
  type RedisServer,
  startCluster,
  waitUntil,
} from "@lockwire/support";

/** The name of the channel, queue and lock of a lock, on the server. */
export const keyOf = (name: string): string => `lockwire:{${name}}`;

/** A Cluster, and the clients of one test file. */
export class Shards implements AsyncDisposable {
  readonly servers: RedisCluster;
  readonly #clients: LockClient[] = [];
  readonly #connections: (() => void)[] = [];

  private constructor(servers: RedisCluster) {
    this.servers = servers;
  }

  static async start(options?: ClusterOptions): Promise<Shards> {
    return new Shards(await startCluster(options));
  }

  /** A client over a Cluster connection of its own. */
  async client(
    options: Partial<PubSubLocksOptions> = {},
    major: 5 | 6 = 6,
    keyPrefix = "",
  ): Promise<LockClient> {
    const { Cluster } = await loadIoredis(major);
    const redis = new Cluster([...this.servers.startupNodes], { keyPrefix });
    this.#connections.push(() => redis.disconnect());
    return this.#locks({ redis, ...options });
  }

  /** A client over a Cluster of node-redis of its own. */
  async nodeRedisClient(
    options: Partial<PubSubLocksOptions>,
    major: 5 | 6,
    keyPrefix = "",
  ): Promise<LockClient> {
    const { createCluster } = await loadNodeRedis(major);
    const rootNodes = this.servers.startupNodes.map((socket) => ({ socket }));
    const redis = createCluster({ rootNodes, keyPrefix, minimizeConnections: true });
    await redis.on("error", () => undefined).connect();
    this.#connections.push(() => redis.destroy());
    return this.#locks({ redis, ...options });
  }

  #locks(options: PubSubLocksOptions): LockClient {
    const client = createPubSubLocks({ safetyPoll: 20_000, ...options });
    this.#clients.push(client);
    return client;
  }

  /** Whether a waiter of the name is subscribed at the lock's master. */
  async listening(name: string): Promise<boolean> {
    const owner = await this.servers.ownerOf(keyOf(name));
    const channels = await owner.admin().call("PUBSUB", "SHARDCHANNELS", `${keyOf(name)}*`);
    return Array.isArray(channels) && channels.length > 0;
  }

  async untilListening(name: string): Promise<void> {
    await waitUntil(() => this.listening(name), { what: `a subscription for ${name}` });
  }

  /** How many subscriber connections each master has. */
  subscribers(): Promise<number[]> {
    return Promise.all(this.servers.nodes.map((node) => countClients(node.admin(), "pubsub")));
  }

  /** A master that does not serve the name. */
  async stranger(name: string): Promise<RedisServer> {
    const owner = await this.servers.ownerOf(keyOf(name));
    const other = this.servers.nodes.find((node) => node !== owner);
    if (!other) throw new Error("The Cluster has a single node");
    return other;
  }

  async closeClients(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeClients();
    for (const disconnect of this.#connections) disconnect();
    await this.servers.stop();
  }
}
