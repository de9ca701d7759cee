import type { RedisServer } from "./redis-server.js";
import type { RedisCluster } from "./start-cluster.js";

const KEYS_A_CALL = 100;

/**
 * Moves the slot of a key to another master of a Cluster, step by step as `redis-cli` does it, so that a test can act
 * between the steps.
 */
export class SlotMove {
  readonly #cluster: RedisCluster;
  readonly #slot: number;
  readonly #from: RedisServer;
  readonly #to: RedisServer;

  private constructor(cluster: RedisCluster, slot: number, from: RedisServer, to: RedisServer) {
    this.#cluster = cluster;
    this.#slot = slot;
    this.#from = from;
    this.#to = to;
  }

  /** From here on both masters send clients back and forth (ASK, TRYAGAIN), by where the keys are. */
  static async begin(cluster: RedisCluster, key: string, to: RedisServer): Promise<SlotMove> {
    const from = await cluster.ownerOf(key);
    const slot = await from.admin().cluster("KEYSLOT", key);
    const move = new SlotMove(cluster, slot, from, to);
    await move.#set(to, "IMPORTING", await idOf(from));
    await move.#set(from, "MIGRATING", await idOf(to));
    return move;
  }

  /** Takes some of the slot's keys to their new place, or all of them. */
  async moveKeys(most = Number.POSITIVE_INFINITY): Promise<void> {
    for (let left = most; left > 0; ) {
      const count = Math.min(left, KEYS_A_CALL);
      const keys = await this.#from.admin().cluster("GETKEYSINSLOT", this.#slot, count);
      if (keys.length === 0) return;
      const { host, port } = this.#to;
      await this.#from.admin().call("MIGRATE", host, port, "", 0, 5_000, "KEYS", ...keys);
      left -= keys.length;
    }
  }

  /** From here on the slot is the new master's, and the old one says so (MOVED). */
  async finish(): Promise<void> {
    await this.moveKeys();
    const id = await idOf(this.#to);
    await this.#set(this.#to, "NODE", id);
    for (const node of this.#cluster.nodes) {
      if (node !== this.#to && node.running && (await isMaster(node))) {
        await this.#set(node, "NODE", id);
      }
    }
  }

  async #set(node: RedisServer, state: string, id: string): Promise<void> {
    await node.admin().call("CLUSTER", "SETSLOT", this.#slot, state, id);
  }
}

async function idOf(node: RedisServer): Promise<string> {
  return String(await node.admin().cluster("MYID"));
}

/** Only masters are told; their replicas follow. */
async function isMaster(node: RedisServer): Promise<boolean> {
  const [role] = (await node.admin().call("ROLE")) as [string];
  return role === "master";
}
