import { createMemoryLocks, type LockClient, MemorySpace } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { createWebLocks, type Lock, type LockManager, type LockOptions } from "@lockwire/web-locks";
import { type Deferred, deferred } from "./deferred.js";

/** A lock that a test holds. */
export interface Hold {
  readonly lock: Lock;
  /** The promise of the request. */
  readonly request: Promise<unknown>;
  readonly end: Deferred<unknown>["resolve"];
}

export interface Subject {
  readonly name: string;
  readonly isOrdered: boolean;
  open(): Promise<{ client(): LockClient; close(): Promise<void> }>;
}

const MEMORY: Subject = {
  name: "memory",
  isOrdered: true,
  async open() {
    const space = new MemorySpace();
    return { client: () => createMemoryLocks({ space }), close: () => Promise.resolve() };
  },
};

function onRedis(
  name: string,
  isOrdered: boolean,
  create: (server: RedisServer) => LockClient,
): Subject {
  return {
    name,
    isOrdered,
    async open() {
      const server = await startRedis();
      return { client: () => create(server), close: () => server.stop() };
    },
  };
}

const PUBSUB = onRedis("redis-pubsub", true, ({ url }) => createPubSubLocks({ redis: url }));
const SPIN = onRedis("redis-spin", false, ({ url }) => createSpinLocks({ redis: url }));

export const SUBJECTS: readonly Subject[] = [MEMORY, PUBSUB, SPIN];

/** The managers of a test, each on a client of its own, as those of several agents are. */
export class Stage {
  readonly #client: () => LockClient;
  readonly #isOrdered: boolean;
  readonly #clients: LockClient[] = [];
  readonly #ends: (() => void)[] = [];
  #names = 0;

  constructor(client: () => LockClient, isOrdered: boolean) {
    this.#client = client;
    this.#isOrdered = isOrdered;
  }

  /** A manager on a client of its own. */
  agent(): { readonly locks: LockManager; readonly client: LockClient } {
    const client = this.#client();
    this.#clients.push(client);
    return { locks: createWebLocks(client, { ttl: 1_000 }), client };
  }

  /** One whose locks are renewed too late for a test to wait for that. */
  patient(): LockManager {
    const client = this.#client();
    this.#clients.push(client);
    return createWebLocks(client, { ttl: 600_000 });
  }

  manager(): LockManager {
    return this.agent().locks;
  }

  /** Whether the backend has all waiters in one queue; a client that polls has its first one there at most. */
  get isOrdered(): boolean {
    return this.#isOrdered;
  }

  /** Waits until that many stand in the backend's queue, if it has one. */
  async queued(client: LockClient, name: string, count: number): Promise<void> {
    if (!this.#isOrdered) return;
    const what = `${count} in the queue of ${name}`;
    await waitUntil(async () => (await client.peek(`web-locks:${name}`)).waiting === count, {
      what,
    });
  }

  /** Another manager on the same client. */
  second(client: LockClient, space?: string): LockManager {
    return createWebLocks(client, { ttl: 1_000, space });
  }

  name(): string {
    this.#names += 1;
    return `resource ${this.#names}`;
  }

  /** Resolves when the lock is held, which it then is until `end`, or until the test ends. */
  async hold(locks: LockManager, name: string, options: LockOptions = {}): Promise<Hold> {
    const granted = deferred<Lock>();
    const { promise, resolve } = deferred<unknown>();
    this.#ends.push(() => resolve(undefined));
    const request = locks.request(name, options, (lock) => {
      if (lock) granted.resolve(lock);
      return promise;
    });
    request.catch(granted.reject);
    return { lock: await granted.promise, request, end: resolve };
  }

  /** Ends what is held, and closes the clients. */
  async clear(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    await Promise.all(this.#clients.splice(0).map((client) => client.close()));
  }
}
