import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { ClusterReplicaWait, type WaitingNode } from "../src/replication/cluster-replica-wait.js";
import { RENEW } from "../src/scripts/scripts.js";

/** A connection that answers every step with yes, and every WAIT with one replica. */
class Answering extends EventEmitter {
  status = "ready";
  eval = async () => 1;
  evalsha = async () => 1;
  wait = async () => 1;
  disconnect(): void {
    this.status = "end";
  }
}

/** A node of a Cluster, and the connections like its own. */
function nodeOn(port: number) {
  const connections: Answering[] = [];
  const duplicate = () => {
    const connection = new Answering();
    connections.push(connection);
    return connection;
  };
  return { options: { host: "10.0.0.1", port }, duplicate, connections };
}

test("the connection to a master that has left the Cluster is closed when its successor is used", async () => {
  const [first, second] = [nodeOn(7001), nodeOn(7002)];
  const cluster = {
    isCluster: true as const,
    options: {},
    slots: [] as string[][],
    nodes: () => [first] as unknown as WaitingNode[],
  };
  const own = (port: number) => {
    for (let slot = 0; slot < 16_384; slot++) cluster.slots[slot] = [`10.0.0.1:${port}`];
  };
  const shared = { run: async () => 1, check: () => undefined };
  const durability = { replicas: 1, timeout: 100 };
  const wait = new ClusterReplicaWait(cluster, durability, 1_000, shared);
  const renew = () =>
    wait.run(RENEW, { name: "job", operation: "renew", keys: ["{job}"], args: ["t", "1000"] });

  own(7001);
  expect(await renew()).toBe(1);
  cluster.nodes = () => [second] as unknown as WaitingNode[];
  own(7002);
  expect(await renew()).toBe(1);
  expect(first.connections.map(({ status }) => status)).toEqual(["end"]);
  expect(second.connections.map(({ status }) => status)).toEqual(["ready"]);
  await wait.close();
});
