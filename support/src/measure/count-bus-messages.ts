import type { RedisCluster } from "../server/start-cluster.js";

/** Messages between the nodes of a Cluster: of PUBLISH to all of them, of SPUBLISH to the replicas of a slot. */
export type BusMessage = "publish" | "publishshard";

/** How many messages of a kind the running nodes have sent each other so far. */
export async function countBusMessages(
  { nodes }: Pick<RedisCluster, "nodes">,
  kind: BusMessage,
): Promise<number> {
  const line = new RegExp(`^cluster_stats_messages_${kind}_sent:(\\d+)`, "m");
  const running = nodes.filter((node) => node.running);
  const counts = running.map(async (node) => {
    const info = String(await node.admin().cluster("INFO"));
    return Number(line.exec(info)?.[1] ?? 0);
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
