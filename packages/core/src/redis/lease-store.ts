import type { Claim, LeaseStore, TakeResult } from "../contract/backend.js";
import type { LockInfo } from "../contract/lock.js";
import type { RedisCommands } from "./commands.js";
import type { Connection } from "./connection.js";
import { redisFailure } from "./failure.js";
import type { RedisLayout } from "./layout.js";
import { type Script, ScriptRunner } from "./script.js";
import { FORCE_FREE, FREE, PEEK, RENEW, TAKE } from "./scripts.js";

/**
 * The fence key outlives its lock by a day: long enough to step over any smaller step of the server's clock, and no key
 * stays for good.
 */
const FENCE_EXPIRY = "86400000";

export interface RedisStoreOptions {
  readonly layout: RedisLayout;
  /** Whether a release is published. */
  readonly announce: boolean;
}

/** Leases on Redis: one script a step. */
export class RedisLeaseStore implements LeaseStore {
  readonly #connection: Connection<RedisCommands>;
  readonly #scripts: ScriptRunner;
  readonly #layout: RedisLayout;
  readonly #announce: boolean;

  constructor(
    connection: Connection<RedisCommands>,
    { layout, announce }: RedisStoreOptions,
  ) {
    this.#connection = connection;
    this.#scripts = new ScriptRunner(connection.redis);
    this.#layout = layout;
    this.#announce = announce;
  }

  async take({ name, token }: Claim, ttl: number): Promise<TakeResult> {
    const reply = await this.#run("take", TAKE, name, this.#keys(name), [
      token,
      `${ttl}`,
      FENCE_EXPIRY,
      `${Date.now()}000`,
    ]);
    const [taken, value] = reply as [number, number];
    return Number(taken) === 1
      ? { taken: true, fence: Number(value) }
      : { taken: false, freeIn: untilExpiry(value) };
  }

  async renew({ name, token }: Claim, ttl: number): Promise<boolean> {
    const keys = [this.#layout.lockKey(name)];
    return isOne(await this.#run("renew", RENEW, name, keys, [token, `${ttl}`]));
  }

  async free({ name, token }: Claim): Promise<boolean> {
    const keys = [this.#layout.lockKey(name)];
    return isOne(await this.#run("free", FREE, name, keys, [token, ...this.#announcement(name)]));
  }

  async forceFree(name: string): Promise<boolean> {
    const keys = [this.#layout.lockKey(name)];
    return isOne(await this.#run("forceFree", FORCE_FREE, name, keys, this.#announcement(name)));
  }

  async peek(name: string): Promise<LockInfo> {
    const reply = await this.#run("peek", PEEK, name, this.#keys(name), []);
    const [held, pttl, last] = reply as [number, number, string];
    const fence = last === "" ? undefined : Number(last);
    if (!isOne(held)) return { held: false, ttl: 0, ...(fence === undefined ? {} : { fence }) };
    return {
      held: true,
      ttl: untilExpiry(pttl),
      ...(fence === undefined ? {} : { fence, acquiredAt: Math.floor(fence / 1_000) }),
    };
  }

  #keys(name: string): string[] {
    return [this.#layout.lockKey(name), this.#layout.fenceKey(name)];
  }

  #announcement(name: string): [channel: string, message: string] {
    return [this.#announce ? this.#layout.channel(name) : "", this.#layout.message];
  }

  async #run(
    operation: string,
    script: Script,
    name: string,
    keys: readonly string[],
    args: readonly string[],
  ): Promise<unknown> {
    try {
      return await this.#scripts.run(script, keys, args);
    } catch (error) {
      throw redisFailure(this.#connection.explain(error), name, operation);
    }
  }
}

function isOne(reply: unknown): boolean {
  return Number(reply) === 1;
}

/** PTTL's answer: -1 for a key without an expiry, -2 for one that is gone. */
function untilExpiry(pttl: number): number {
  const ms = Number(pttl);
  return ms === -1 ? Number.POSITIVE_INFINITY : Math.max(ms, 0);
}
