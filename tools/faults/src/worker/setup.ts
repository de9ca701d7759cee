import type { HoldMode } from "@lockwire/core";

/** Which of the clients a worker runs. `pubsub-resp2` keeps its subscriber on a connection of its own. */
export type Variant = "pubsub" | "pubsub-resp2" | "pubsub-plain" | "spin";

export const VARIANTS = ["pubsub", "pubsub-resp2", "pubsub-plain", "spin"] as const;

interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Where the locks are: a URL, of which the client opens its own connection, or with `options` an ioredis client that the
 * worker opens and gives it; a primary behind Sentinels; a Cluster.
 */
export type Target =
  | { readonly url: string; readonly options?: Readonly<Record<string, unknown>> }
  | { readonly sentinels: readonly Address[]; readonly name: string }
  | { readonly nodes: readonly Address[] };

/** Options of the lock client, as far as JSON carries them. */
export interface ClientSettings {
  readonly prefix?: string;
  readonly commandTimeout?: number;
  readonly safetyPoll?: number;
  readonly localHandoffs?: number;
  readonly announce?: boolean;
  readonly durability?: { readonly replicas: number; readonly timeout: number };
}

/** All that a worker process is told when it starts. */
export interface WorkerSetup {
  readonly id: string;
  readonly variant: Variant;
  readonly mode: HoldMode;
  /** Whether what it acquires when it is told to is shared, in a run with shared locks. */
  readonly shares: boolean;
  readonly target: Target;
  readonly settings: ClientSettings;
  /** How many lock clients it runs, each with connections of its own. */
  readonly clients: number;
  readonly seed: number;
  /** Where its history goes. */
  readonly file: string;
  readonly resourcePort: number;
  /** Where it is told for how long its machine has been suspended in all, if it can be. */
  readonly suspensions?: string;
  /** The folder from which the packages are loaded: ours, or one with a mutant in it. */
  readonly packages: string;
}

/** A server is a target too, and it would not go through JSON as it is. */
export function plain(target: Target): Target {
  if (!("url" in target)) return target;
  const { url, options } = target;
  return options ? { url, options } : { url };
}
