/** A node of a Cluster, as ioredis keeps it. */
export interface ClusterNode {
  readonly options: { readonly host?: string | undefined; readonly port?: number | undefined };
}

/** What ioredis 5 and 6 show of a Cluster: which node serves which slot, as far as the client knows. */
export interface ClusterClient<N extends ClusterNode = ClusterNode> {
  readonly isCluster: true;
  readonly options: { readonly keyPrefix?: string | undefined };
  /** By slot: the addresses of its master and its replicas. */
  readonly slots: readonly (readonly string[] | undefined)[];
  nodes(role: "all"): readonly N[];
}

export function isCluster<N extends ClusterNode>(redis: object): redis is ClusterClient<N> {
  return "isCluster" in redis && redis.isCluster === true;
}

/** The address of the master that serves a slot; undefined while nobody is known to. */
export function ownerOf(cluster: ClusterClient, slot: number): string | undefined {
  return cluster.slots[slot]?.[0];
}

/** The client's own connection to a node; undefined for a node that it does not know (any more). */
export function nodeAt<N extends ClusterNode>(
  cluster: ClusterClient<N>,
  address: string,
): N | undefined {
  return cluster.nodes("all").find(({ options: { host, port } }) => `${host}:${port}` === address);
}
