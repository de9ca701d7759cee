import type { RedisCommands } from "./commands.js";

/** A node of a Cluster, as ioredis keeps it. */
export interface ClusterNode {
  readonly options: { readonly host?: string | undefined; readonly port?: number | undefined };
}

/** The part of a Cluster client that tells which node serves which slot, as far as the client knows. */
export interface ClusterClient<N extends ClusterNode = ClusterNode> {
  readonly isCluster: true;
  readonly options: { readonly keyPrefix?: string | undefined };
  /** ioredis, by slot: the addresses of its master and its replicas. */
  readonly slots?: readonly (readonly string[] | undefined)[];
  /** node-redis: the address of a slot's master. */
  ownerOf?(slot: number): string | undefined;
  nodes(role: "all"): readonly N[];
}

export function isCluster<N extends ClusterNode>(redis: object): redis is ClusterClient<N> {
  return "isCluster" in redis && redis.isCluster === true;
}

/** The address of the master that serves a slot; undefined while none is known. */
export function ownerOf(cluster: ClusterClient, slot: number): string | undefined {
  return cluster.ownerOf ? cluster.ownerOf(slot) : cluster.slots?.[slot]?.[0];
}

/** The client's own connection to a node; undefined if it does not know the node, or no longer does. */
export function nodeAt<N extends ClusterNode>(
  cluster: ClusterClient<N>,
  address: string,
): N | undefined {
  return cluster.nodes("all").find(({ options: { host, port } }) => `${host}:${port}` === address);
}

/** The part of ioredis that sends several commands in one write. */
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
 * The client's commands, each sent separately. With `enableAutoPipelining` ioredis groups the commands of a turn by node.
 * Before 5.11 it chooses the node of an EVALSHA on a Cluster by the digest, so locks on two masters make each other fail
 * (https://github.com/redis/ioredis/issues/2109). For a slot that no node serves it throws.
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
