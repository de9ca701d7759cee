import type { RedisCommands } from "./commands.js";

/** A node of a Cluster, as ioredis keeps it. */
export interface ClusterNode {
  readonly options: { readonly host?: string | undefined; readonly port?: number | undefined };
}

/** What a client shows of a Cluster: which node serves which slot, as far as the client knows. */
export interface ClusterClient<N extends ClusterNode = ClusterNode> {
  readonly isCluster: true;
  readonly options: { readonly keyPrefix?: string | undefined };
  /** Of ioredis, by slot: the addresses of its master and its replicas. */
  readonly slots?: readonly (readonly string[] | undefined)[];
  /** Of node-redis: the address of a slot's master. */
  ownerOf?(slot: number): string | undefined;
  nodes(role: "all"): readonly N[];
}

export function isCluster<N extends ClusterNode>(redis: object): redis is ClusterClient<N> {
  return "isCluster" in redis && redis.isCluster === true;
}

/** The address of the master that serves a slot; undefined while nobody is known to. */
export function ownerOf(cluster: ClusterClient, slot: number): string | undefined {
  return cluster.ownerOf ? cluster.ownerOf(slot) : cluster.slots?.[slot]?.[0];
}

/** The client's own connection to a node; undefined for a node that it does not know (any more). */
export function nodeAt<N extends ClusterNode>(
  cluster: ClusterClient<N>,
  address: string,
): N | undefined {
  return cluster.nodes("all").find(({ options: { host, port } }) => `${host}:${port}` === address);
}

/** What ioredis has to send several commands in one write. */
interface Pipeline {
  eval(script: string, keyCount: number, ...keysAndArgs: string[]): unknown;
  evalsha(sha: string, keyCount: number, ...keysAndArgs: string[]): unknown;
  exec(): Promise<readonly (readonly [error: Error | null, reply?: unknown])[] | null>;
}

interface Pipelining {
  readonly options?: { readonly enableAutoPipelining?: boolean };
  pipeline?(): Pipeline;
}

/**
 * The client's commands, each sent for itself. With `enableAutoPipelining` ioredis puts the commands of a turn together
 * by node, and on a Cluster tells the node of an EVALSHA by its digest before 5.11, so that locks on two masters fail
 * each other (https://github.com/redis/ioredis/issues/2109); for a slot that nobody serves it throws.
 */
export function stepsAlone(redis: RedisCommands & Pipelining): RedisCommands {
  const { pipeline, options } = redis;
  if (!(isCluster(redis) && options?.enableAutoPipelining && pipeline)) return redis;
  const alone = async (add: (pipeline: Pipeline) => unknown) => {
    const line = pipeline.call(redis);
    add(line);
    const [[error, reply] = [new Error("the pipeline was not executed")]] =
      (await line.exec()) ?? [];
    if (error) throw error;
    return reply;
  };
  return {
    eval: (...args) => alone((line) => line.eval(...args)),
    evalsha: (...args) => alone((line) => line.evalsha(...args)),
  };
}
