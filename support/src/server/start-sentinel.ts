import { findRedisServer } from "../install/find-redis-server.js";
import { waitUntil } from "../wait-until.js";
import type { RedisSentinel, SentinelOptions } from "./redis-sentinel.js";
import type { RedisServer, RedisServerOptions } from "./redis-server.js";
import { startRedis } from "./start-redis.js";
import { stopAll } from "./stop-all.js";

const NAME = "lockwire";

export async function startSentinel(options: SentinelOptions = {}): Promise<RedisSentinel> {
  const { replicas = 2, sentinels = 3, ...given } = options;
  const program = given.program ?? (await findRedisServer());
  const config = ["repl-diskless-sync-delay 0", ...(given.config ?? [])];
  const started: RedisServer[] = [];
  const start = async (more: RedisServerOptions): Promise<RedisServer> => {
    const server = await startRedis({ ...given, program, ...more });
    started.push(server);
    return server;
  };
  try {
    const first = await start({ config });
    const following = [...config, `replicaof 127.0.0.1 ${first.port}`];
    const others = await Promise.all(
      Array.from({ length: replicas }, () => start({ config: following })),
    );
    const watching = sentinelConfig(first.port, Math.floor(sentinels / 2) + 1);
    const watchers = await Promise.all(
      Array.from({ length: sentinels }, () => start({ sentinel: true, config: watching })),
    );
    const group = new PrivateSentinel([first, ...others], watchers);
    await group.waitUntilKnown();
    return group;
  } catch (error) {
    await stopAll(started);
    throw error;
  }
}

function sentinelConfig(port: number, quorum: number): readonly string[] {
  return [
    `sentinel monitor ${NAME} 127.0.0.1 ${port} ${quorum}`,
    `sentinel down-after-milliseconds ${NAME} 500`,
    `sentinel failover-timeout ${NAME} 3000`,
    `sentinel parallel-syncs ${NAME} 2`,
  ];
}

class PrivateSentinel implements RedisSentinel {
  readonly name = NAME;
  readonly servers: readonly RedisServer[];
  readonly sentinels: readonly RedisServer[];

  constructor(servers: readonly RedisServer[], sentinels: readonly RedisServer[]) {
    this.servers = servers;
    this.sentinels = sentinels;
  }

  get addresses(): RedisSentinel["addresses"] {
    return this.sentinels.map(({ host, port }) => ({ host, port }));
  }

  async primary(): Promise<RedisServer> {
    const [, port] = (await this.#ask("GET-MASTER-ADDR-BY-NAME")) as [string, string];
    const server = this.servers.find((candidate) => candidate.port === Number(port));
    if (!server) throw new Error(`The Sentinels name a primary that is not ours, on port ${port}`);
    return server;
  }

  async failover(): Promise<RedisServer> {
    const old = await this.primary();
    // Refused while a former failover is not over, or while no replica has yet been heard of.
    await waitUntil(() => this.#ask("FAILOVER"), { what: "the Sentinels to begin a failover" });
    return waitUntil(
      async () => {
        const now = await this.primary();
        const [role] = (await now.admin().call("ROLE")) as [string];
        return now !== old && role === "master" && now;
      },
      { what: "the failover to end" },
    );
  }

  /** Resolves once every Sentinel has heard of every replica and of every other Sentinel. */
  async waitUntilKnown(): Promise<void> {
    await Promise.all(
      this.sentinels.map((sentinel) =>
        waitUntil(() => this.#knowsAll(sentinel), {
          what: `Sentinel ${sentinel.port} to know all`,
        }),
      ),
    );
  }

  async stop(): Promise<void> {
    await stopAll([...this.sentinels, ...this.servers]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #knowsAll(sentinel: RedisServer): Promise<boolean> {
    const fields = (await sentinel.admin().call("SENTINEL", "MASTER", NAME)) as string[];
    const value = (name: string): number => Number(fields[fields.indexOf(name) + 1]);
    return (
      value("num-slaves") === this.servers.length - 1 &&
      value("num-other-sentinels") === this.sentinels.length - 1
    );
  }

  async #ask(question: string): Promise<unknown> {
    const sentinel = this.sentinels.find(({ running }) => running);
    if (!sentinel) throw new Error("No Sentinel is running");
    return sentinel.admin().call("SENTINEL", question, NAME);
  }
}
