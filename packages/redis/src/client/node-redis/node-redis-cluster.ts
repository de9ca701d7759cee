import type { ClusterClient, ClusterNode } from "../cluster-client.js";
import { called } from "../commands.js";
import { type Copyable, type CopyOptions, copyOf } from "./copy.js";
import type { NodeRedisClient, NodeRedisConnection } from "./node-redis.js";
import { NodeRedisCommands } from "./node-redis-commands.js";

/** The part of a node-redis Cluster that is used here. */
export interface NodeRedisClusterClient extends NodeRedisClient {
  readonly slots: readonly (Slot | undefined)[];
  readonly masters: readonly Node[];
  readonly replicas: readonly Node[];
  nodeClient(node: Node): Promise<NodeRedisConnection>;
}

interface Slot {
  readonly master: Node;
}

interface Node {
  readonly address: string;
  readonly host: string;
  readonly port: number;
}

/** Adapts a node-redis Cluster to the interface that ioredis has. */
export class NodeRedisCluster extends NodeRedisCommands implements ClusterClient {
  readonly isCluster = true;
  readonly #cluster: NodeRedisClusterClient;

  constructor(cluster: NodeRedisClusterClient) {
    super(cluster);
    this.#cluster = cluster;
  }

  ownerOf(slot: number): string | undefined {
    return this.#cluster.slots[slot]?.master.address;
  }

  nodes(): readonly (ClusterNode & Copyable)[] {
    const { masters, replicas } = this.#cluster;
    return [...masters, ...replicas].map((node) => ({
      options: { host: node.host, port: node.port },
      copyConnection: (options: CopyOptions) =>
        called(async () => {
          const connection = await this.#cluster.nodeClient(node);
          return copyOf(connection, options, this.options.keyPrefix);
        }),
      databaseNow: () => Promise.resolve(0),
    }));
  }
}
