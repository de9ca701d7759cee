import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LockClient } from "@lockwire/core";
import type { Cluster, Redis } from "ioredis";
import { leftOn } from "./left-on.js";
import type { WorkerSetup } from "./setup.js";

/** A lock client, and how to close the ioredis client that it was given. */
export interface OpenedClient {
  readonly locks: LockClient;
  /** What the lock client was given. */
  readonly redis: string | Redis | Cluster;
  readonly disconnect: () => void;
  /** What is left on the ioredis client that was given, once the lock client is closed. */
  readonly leftOn: () => Promise<string[]>;
}

/** Opens lock clients as the setup says, out of the packages that it names. */
export async function clientOpener(setup: WorkerSetup): Promise<() => OpenedClient> {
  const { packages } = setup;
  const { Redis, Cluster } = await load<typeof import("ioredis")>(packages, "ioredis");
  const create = await lockFactory(setup);
  return () => {
    const redis = connect(setup, Redis, Cluster);
    return {
      locks: create(redis),
      redis,
      disconnect: () => {
        if (typeof redis !== "string") redis.disconnect();
      },
      leftOn: () => leftOn(redis),
    };
  };
}

async function lockFactory({
  variant,
  settings,
  packages,
}: WorkerSetup): Promise<(redis: string | Redis | Cluster) => LockClient> {
  const { announce, safetyPoll, localHandoffs, ...shared } = settings;
  if (variant === "spin") {
    const { createSpinLocks } = await load<typeof import("@lockwire/redis-spin")>(
      packages,
      "@lockwire/redis-spin",
    );
    return (redis) => createSpinLocks({ redis, announce, ...shared });
  }
  const { createPubSubLocks } = await load<typeof import("@lockwire/redis-pubsub")>(
    packages,
    "@lockwire/redis-pubsub",
  );
  const asked = { ...shared, safetyPoll, localHandoffs };
  return (redis) => createPubSubLocks({ redis, ...asked, handoff: variant !== "pubsub-plain" });
}

/** ioredis keeps a process for 2 s by a timer of its own when it is told to disconnect while it reconnects. */
const AT_ONCE = { disconnectTimeout: 100 };

/** A URL stays one, so that the lock client opens and closes what it needs by itself. */
function connect(
  { target, variant }: WorkerSetup,
  RedisClient: typeof Redis,
  ClusterClient: typeof Cluster,
): string | Redis | Cluster {
  const ours = { ...AT_ONCE, ...(variant === "pubsub-resp2" ? { protocol: 2 as const } : {}) };
  if ("nodes" in target) {
    return quiet(new ClusterClient([...target.nodes], { redisOptions: ours, lazyConnect: true }));
  }
  if ("sentinels" in target) {
    const { name } = target;
    return quiet(new RedisClient({ sentinels: [...target.sentinels], name, ...ours }));
  }
  const { url, options } = target;
  if (options === undefined && variant !== "pubsub-resp2") return url;
  return quiet(new RedisClient(url, { ...options, ...ours }));
}

/** What fails shows in the lock client's answers. */
function quiet<C extends Redis | Cluster>(client: C): C {
  client.on("error", () => undefined);
  return client;
}

async function load<M>(folder: string, name: string): Promise<M> {
  const file = createRequire(join(folder, "package.json")).resolve(name);
  const module: M = await import(pathToFileURL(file).href);
  return module;
}
