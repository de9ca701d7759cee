import { waitUntil } from "../wait-until.js";
import type { RedisServer } from "./redis-server.js";

const SLOTS = 16_384;

export async function shareSlots(masters: readonly RedisServer[]): Promise<void> {
  const start = (i: number): number => Math.floor((i * SLOTS) / masters.length);
  await Promise.all(
    masters.map(async (master, i) => {
      // Epochs that differ from the start spare the nodes an election over each pair that is equal.
      await master.admin().cluster("SET-CONFIG-EPOCH", i + 1);
      await master.admin().call("CLUSTER", "ADDSLOTSRANGE", start(i), start(i + 1) - 1);
    }),
  );
}

export async function introduce(nodes: readonly RedisServer[]): Promise<void> {
  const [first, ...others] = nodes;
  await Promise.all(
    others.map((node) => node.admin().cluster("MEET", "127.0.0.1", first?.port ?? 0)),
  );
  await Promise.all(
    nodes.map((node) =>
      waitUntil(
        async () => (await clusterInfo(node, "cluster_known_nodes")) === `${nodes.length}`,
        {
          what: `cluster node ${node.port} to know the others`,
        },
      ),
    ),
  );
}

export async function follow(replica: RedisServer, master: RedisServer): Promise<void> {
  const id = await master.admin().cluster("MYID");
  await waitUntil(async () => (await replica.admin().cluster("REPLICATE", id)) === "OK", {
    what: `cluster node ${replica.port} to follow ${master.port}`,
  });
}

export async function isOk(node: RedisServer): Promise<boolean> {
  if ((await clusterInfo(node, "cluster_state")) !== "ok") return false;
  const replication = await node.admin().info("replication");
  return /^role:master/m.test(replication) || /^master_link_status:up/m.test(replication);
}

async function clusterInfo(node: RedisServer, field: string): Promise<string | undefined> {
  const info = await node.admin().cluster("INFO");
  return new RegExp(`^${field}:(\\S+)`, "m").exec(info)?.[1];
}
