import type { Claim, LeaseStore, TakeResult } from "../contract/backend.js";
import type { LockInfo } from "../contract/lock.js";
import { announcementOf, type RedisLayout } from "./layout.js";
import { freedBy, infoOf, isOne, type Report, untilExpiry } from "./replies.js";
import type { Script } from "./script.js";
import type { Scripts } from "./script-runner.js";
import { FORCE_FREE, FREE, PEEK, RENEW, TAKE } from "./scripts.js";

export interface RedisStoreOptions {
  readonly layout: RedisLayout;
  /** Whether a release is published. */
  readonly announce: boolean;
  /** What the client puts before keys, as far as that is known. */
  readonly keyPrefix?: string | undefined;
  /** Is told of a release that could not be announced. */
  readonly report: Report;
}

const NO_ANNOUNCEMENT = [""];

/** Leases on Redis: one script a step. */
export class RedisLeaseStore implements LeaseStore {
  readonly #scripts: Scripts;
  readonly #layout: RedisLayout;
  readonly #announce: boolean;
  readonly #keyPrefix: string | undefined;
  readonly #report: Report;

  constructor(scripts: Scripts, { layout, announce, keyPrefix, report }: RedisStoreOptions) {
    this.#scripts = scripts;
    this.#layout = layout;
    this.#announce = announce;
    this.#keyPrefix = keyPrefix;
    this.#report = report;
  }

  async take({ name, token }: Claim, ttl: number): Promise<TakeResult> {
    const args = [token, `${ttl}`, `${Date.now()}000`];
    const reply = await this.#run("take", TAKE, name, this.#keys(name), args);
    return Array.isArray(reply)
      ? { taken: false, freeIn: untilExpiry(reply[1]) }
      : { taken: true, fence: Number(reply) };
  }

  async renew({ name, token }: Claim, ttl: number): Promise<boolean> {
    const keys = [this.#layout.lockKey(name)];
    return isOne(await this.#run("renew", RENEW, name, keys, [token, `${ttl}`]));
  }

  async free({ name, token }: Claim): Promise<boolean> {
    const keys = [this.#layout.lockKey(name)];
    const args = [token, ...this.#announcement(name)];
    return freedBy(await this.#run("free", FREE, name, keys, args), name, this.#report);
  }

  async forceFree(name: string): Promise<boolean> {
    const keys = [this.#layout.lockKey(name)];
    const args = this.#announcement(name);
    return freedBy(await this.#run("forceFree", FORCE_FREE, name, keys, args), name, this.#report);
  }

  async peek(name: string): Promise<LockInfo> {
    const reply = await this.#run("peek", PEEK, name, this.#keys(name), []);
    const [held, pttl, last] = reply as [number, number, string];
    return infoOf(held, pttl, this.#layout.fenceless && isOne(held) ? "" : last);
  }

  #keys(name: string): string[] {
    return [this.#layout.lockKey(name), this.#layout.fenceKey(name)];
  }

  #announcement(name: string): readonly string[] {
    return this.#announce ? announcementOf(this.#layout, this.#keyPrefix, name) : NO_ANNOUNCEMENT;
  }

  #run(
    operation: string,
    script: Script,
    name: string,
    keys: readonly string[],
    args: readonly string[],
  ): Promise<unknown> {
    return this.#scripts.run(script, { operation, name, keys, args });
  }
}
