import type { LockClient, LockInfo } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { countCommands, type RedisServer, startRedis, total } from "@lockwire/support";
import { isLockKind } from "../worker/lock-kind.js";
import { RedisCounter } from "../worker/redis-counter.js";
import { LOCK_NAME } from "../worker/terms.js";
import type { Member, ReportListener } from "./member.js";
import { ProcessMember } from "./process-member.js";
import type { Site, SiteLock } from "./site.js";

/** What the lock clients send. What the server counts besides runs inside of their scripts, or is the counter's. */
const LOCK_COMMANDS = ["eval", "evalsha", "subscribe", "unsubscribe", "ping"];

/** Processes that share a Redis, which is there for them alone. */
export class RedisSite implements Site {
  readonly locks = ["redis-pubsub", "redis-spin"] as const;
  readonly death = "was killed by SIGKILL";
  readonly counter: RedisCounter;
  readonly #server: RedisServer;
  readonly #locks: LockClient;

  private constructor(server: RedisServer) {
    this.#server = server;
    this.#locks = createPubSubLocks({ redis: server.url });
    this.counter = new RedisCounter(server.url);
  }

  /** @param program the path of a redis-server */
  static async open(program: string): Promise<RedisSite> {
    return new RedisSite(await startRedis({ program }));
  }

  get title(): string {
    return `Four processes on a private Redis, port ${this.#server.port}.`;
  }

  hire(lock: SiteLock, _number: number, listener: ReportListener): Member {
    if (!isLockKind(lock)) throw new TypeError(`${lock} is no lock between processes`);
    return new ProcessMember(lock, this.#server.url, listener);
  }

  peek(): Promise<LockInfo> {
    return this.#locks.peek(LOCK_NAME);
  }

  async countCommands(): Promise<() => Promise<number>> {
    const count = await countCommands(this.#server.admin());
    return async () => total(await count(), ...LOCK_COMMANDS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.counter[Symbol.dispose]();
    await this.#locks.close();
    await this.#server.stop();
  }
}
