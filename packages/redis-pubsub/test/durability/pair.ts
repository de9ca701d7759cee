import type { LockClient } from "@lockwire/core";
import { createPubSubLocks, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import type { Given, GivenClient } from "../given-clients.js";

/** A primary with one replica, and the clients of one test file that ask for it. */
export class Pair {
  readonly primary: RedisServer;
  readonly replica: RedisServer;
  readonly #clients: LockClient[] = [];
  readonly #given: Given[] = [];

  private constructor(primary: RedisServer, replica: RedisServer) {
    this.primary = primary;
    this.replica = replica;
  }

  static async start(): Promise<Pair> {
    const primary = await startRedis({ config: ["repl-diskless-sync-delay 0"] });
    const replica = await startRedis({ config: [`replicaof 127.0.0.1 ${primary.port}`] });
    const pair = new Pair(primary, replica);
    await pair.inSync();
    return pair;
  }

  client(options: Partial<PubSubLocksOptions> = {}): LockClient {
    const client = createPubSubLocks({
      redis: this.primary.url,
      durability: { replicas: 1, timeout: 1_500 },
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  /** Locks over a client of its own. */
  async over(
    { open }: GivenClient,
    options: Partial<PubSubLocksOptions> = {},
  ): Promise<LockClient> {
    const given = await open(this.primary.url);
    this.#given.push(given);
    return this.client({ redis: given.redis, ...options });
  }

  /** Resolves once the replica has all that the primary has. */
  async inSync(): Promise<void> {
    await this.primary.admin().set("in sync", "?");
    await waitUntil(async () => (await this.primary.admin().wait(1, 1_000)) === 1, {
      what: "the replica to be in sync",
    });
  }

  /** Resolves once a take waits for the replica. */
  async waiting(): Promise<void> {
    const blocked = /^blocked_clients:1/m;
    await waitUntil(async () => blocked.test(await this.primary.admin().info("clients")), {
      what: "a WAIT in flight",
    });
  }

  /** What the replica, and the primary, have of a lock: its holder's token. */
  async tokens(name: string): Promise<readonly (string | null)[]> {
    const servers = [this.replica, this.primary];
    return Promise.all(servers.map((server) => server.admin().get(`lockwire:{${name}}`)));
  }

  /** Queues sharers of a process that was killed: more than two steps of one call remove. */
  async queueDead(name: string): Promise<void> {
    const dead = Array.from({ length: 600 }, (_, at) => [
      at + 1,
      `gone ${at} 5000 dead${at} shared`,
    ]);
    await this.primary.admin().zadd(`lockwire:{${name}}:queue`, ...dead.flat());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    for (const given of this.#given) given.close();
    await Promise.all([this.primary.stop(), this.replica.stop()]);
  }
}
