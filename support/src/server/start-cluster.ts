import { findRedisServer } from "../install/find-redis-server.js";
import { waitUntil } from "../wait-until.js";
import { follow, introduce, isOk, shareSlots } from "./form-cluster.js";
import type { RedisServer, RedisServerOptions } from "./redis-server.js";
import { startRedis } from "./start-redis.js";
import { stopAll } from "./stop-all.js";

export interface ClusterOptions extends RedisServerOptions {
  /** @default 3 */
  readonly masters?: number;
  /** @default 0 */
  readonly replicasPerMaster?: 0 | 1;
}

/** A Redis Cluster of private servers. */
export interface RedisCluster extends AsyncDisposable {
  /** All servers: first the masters that it started with, in the order of their slots, then the replicas. */
  readonly nodes: readonly RedisServer[];
  /** What `new Cluster(...)` takes. */
  readonly startupNodes: readonly { readonly host: string; readonly port: number }[];
  /** The master that now answers for a key. */
  ownerOf(key: string): Promise<RedisServer>;
  /** Resolves once every running node sees all slots served, and every replica its master. */
  waitUntilOk(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCluster(options: ClusterOptions = {}): Promise<RedisCluster> {
  const { masters = 3, replicasPerMaster = 0, ...given } = options;
  const program = given.program ?? (await findRedisServer());
  const config = [
    ...["cluster-enabled yes", "cluster-node-timeout 1500", "cluster-replica-validity-factor 0"],
    ...["cluster-allow-replica-migration no", "repl-diskless-sync-delay 0"],
    ...(given.config ?? []),
  ];
  const count = masters * (1 + replicasPerMaster);
  const nodes = await Promise.all(
    Array.from({ length: count }, () => startRedis({ ...given, program, config })),
  );
  const cluster = new PrivateCluster(nodes);
  try {
    await shareSlots(nodes.slice(0, masters));
    await introduce(nodes);
    await Promise.all(
      nodes.slice(masters).map((replica, i) => follow(replica, nodes[i % masters] as RedisServer)),
    );
    await cluster.waitUntilOk();
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

class PrivateCluster implements RedisCluster {
  readonly nodes: readonly RedisServer[];

  constructor(nodes: readonly RedisServer[]) {
    this.nodes = nodes;
  }

  get startupNodes(): RedisCluster["startupNodes"] {
    return this.nodes.map(({ host, port }) => ({ host, port }));
  }

  async ownerOf(key: string): Promise<RedisServer> {
    const witness = this.nodes.find((node) => node.running);
    if (!witness) throw new Error("No node of the cluster is running");
    const slot = await witness.admin().cluster("KEYSLOT", key);
    const ranges = await witness.admin().cluster("SLOTS");
    const range = ranges.find(([from, to]) => from <= slot && slot <= to);
    const owner = this.nodes.find((node) => node.port === range?.[2]?.[1]);
    if (!owner) throw new Error(`Nobody serves slot ${slot}`);
    return owner;
  }

  async waitUntilOk(): Promise<void> {
    await Promise.all(
      this.nodes
        .filter((node) => node.running)
        .map((node) =>
          waitUntil(async () => (await isOk(node)) && (await this.#isServed(node)), {
            what: `cluster node ${node.port} to be ok`,
          }),
        ),
    );
  }

  async stop(): Promise<void> {
    await stopAll(this.nodes);
  }

  /** A node calls the state ok until it has noticed that a master is dead; we know better. */
  async #isServed(witness: RedisServer): Promise<boolean> {
    const ranges = await witness.admin().cluster("SLOTS");
    const living = this.nodes.filter(({ running }) => running).map(({ port }) => port);
    return ranges.every(([, , master]) => master !== undefined && living.includes(master[1]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
