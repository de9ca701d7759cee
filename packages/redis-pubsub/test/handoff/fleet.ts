import type { Lock, LockClient } from "@lockwire/core";
import { createPubSubLocks, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";

/** A server and the clients of a test on it, each as a process of its own would be. */
export class Fleet implements AsyncDisposable {
  readonly server: RedisServer;
  readonly #clients: LockClient[] = [];

  private constructor(server: RedisServer) {
    this.server = server;
  }

  static async start(): Promise<Fleet> {
    return new Fleet(await startRedis());
  }

  client(options: Partial<PubSubLocksOptions> = {}): LockClient {
    const client = createPubSubLocks({ redis: this.server.url, safetyPoll: 20_000, ...options });
    this.#clients.push(client);
    return client;
  }

  clients(count: number, options?: Partial<PubSubLocksOptions>): LockClient[] {
    return Array.from({ length: count }, () => this.client(options));
  }

  /** How many waiters the server has in its queue for the name. */
  async queued(name: string): Promise<number> {
    return this.server.admin().zcard(`lockwire:{${name}}:queue`);
  }

  /** Starts an acquire, and goes on when the server has queued it. */
  async enqueue(client: LockClient, name: string, ttl?: number): Promise<Waiter> {
    const before = await this.queued(name);
    const lock = client.acquire(name, { blockingTimeout: 60_000, ttl });
    lock.catch(() => undefined);
    await waitUntil(async () => (await this.queued(name)) > before, {
      what: "a place in the queue",
    });
    return { lock };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.server.stop();
  }
}

/** An acquire under way; in an object, so that an async function can give it back without waiting for it. */
export interface Waiter {
  readonly lock: Promise<Lock>;
}

export const lockKey = (name: string): string => `lockwire:{${name}}`;
