import { LockBackendError } from "@lockwire/core";
import { type ClusterClient, type ClusterNode, nodeAt, ownerOf } from "../client/cluster-client.js";
import { slotOf } from "../client/key-slot.js";
import type { ScriptCall, Scripts } from "../client/script-runner.js";
import type { Script } from "../scripts/script.js";
import type { Durability } from "./durability.js";
import { probe } from "./probe.js";
import { type ReplicaScripts, ReplicaWait } from "./replica-wait.js";
import type { WaitingSource } from "./waiting-redis.js";

/** A node of a Cluster that can duplicate its connection. */
export type WaitingNode = ClusterNode & WaitingSource;

/** On a Cluster an acquisition and its WAIT go to the same master: one connection per master, opened at first use. */
export class ClusterReplicaWait implements ReplicaScripts {
  readonly #cluster: ClusterClient<WaitingNode>;
  readonly #durability: Durability;
  readonly #commandTimeout: number;
  readonly #shared: Scripts;
  readonly #masters = new Map<string, ReplicaWait>();

  /** @param shared runs scripts over the Cluster's client itself. */
  constructor(
    cluster: ClusterClient<WaitingNode>,
    durability: Durability,
    commandTimeout: number,
    shared: Scripts,
  ) {
    this.#cluster = cluster;
    this.#durability = durability;
    this.#commandTimeout = commandTimeout;
    this.#shared = shared;
  }

  async run(script: Script, call: ScriptCall): Promise<unknown> {
    const known = this.#masterOf(call);
    if (known === undefined) await probe(this.#shared, call);
    const master = known ?? this.#masterOf(call);
    if (master === undefined) {
      const message = "no master is known for the lock's slot";
      throw new LockBackendError(call.name, call.operation, { message });
    }
    try {
      return await master.run(script, call);
    } catch (error) {
      if (mayHaveMoved(error)) await probe(this.#shared, call);
      throw error;
    }
  }

  check(): void {
    for (const master of this.#masters.values()) master.check();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#masters.values()].map((master) => master.close()));
  }

  #masterOf({ keys: [key = ""] }: ScriptCall): ReplicaWait | undefined {
    const { keyPrefix = "" } = this.#cluster.options;
    const address = ownerOf(this.#cluster, slotOf(`${keyPrefix}${key}`));
    if (address === undefined) return undefined;
    const node = nodeAt(this.#cluster, address);
    const known = this.#masters.get(address);
    if (known || !node) return known;
    this.#dismiss();
    const master = new ReplicaWait(this.#durability, {
      source: () => nodeAt(this.#cluster, address) ?? node,
      database: () => 0,
      commandTimeout: this.#commandTimeout,
      override: { keyPrefix },
    });
    this.#masters.set(address, master);
    return master;
  }

  /** Closes the connection to a node that has left the Cluster, which would otherwise be reopened as long as the client lives. */
  #dismiss(): void {
    for (const [address, master] of this.#masters) {
      if (nodeAt(this.#cluster, address)) continue;
      this.#masters.delete(address);
      void master.close();
    }
  }
}

/** The Cluster client learns only from its own commands that a slot has moved or a master is gone. */
function mayHaveMoved(error: unknown): boolean {
  return LockBackendError.is(error) && error.operation !== "replicate" && error.retryFor > 0;
}
