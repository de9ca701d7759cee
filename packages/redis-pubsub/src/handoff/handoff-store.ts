import type {
  Claim,
  LeaseStore,
  LockInfo,
  PassOptions,
  PassResult,
  TakeResult,
} from "@lockwire/core";
import {
  announcementOf,
  freedBy,
  infoOf,
  isOne,
  type RedisLayout,
  type RedisLeaseStore,
  type Report,
  type Script,
  type Scripts,
  untilExpiry,
} from "@lockwire/core/redis";
import type { Desks } from "./desks.js";
import { FORCE_FREE, FREE, PASS, PEEK, TAKE } from "./scripts.js";

export interface HandoffStoreOptions {
  readonly layout: RedisLayout;
  readonly desks: Desks;
  /** What the client puts before keys, as far as that is known. */
  readonly keyPrefix: string | undefined;
  /** Is told of a release that could not be announced. */
  readonly report: Report;
}

/**
 * A fence that is the server's clock in microseconds leaves room above it: before anyone else can have the lock, it was
 * freed (which writes the highest fence back) or the shortest ttl has passed, ten times as many microseconds.
 */
const HEADROOM = 1_000;

/** Leases on Redis with a queue: a release gives the lock to the first living waiter in the same step. */
export class HandoffStore implements LeaseStore {
  readonly #scripts: Scripts;
  readonly #plain: RedisLeaseStore;
  readonly #layout: RedisLayout;
  readonly #desks: Desks;
  readonly #keyPrefix: string | undefined;
  readonly #report: Report;
  /**
   * What may stand in the queue for a claim. Kept for as long as the claim is: a take that comes in late may queue it
   * once more, and a failover may bring back what was there.
   */
  readonly #entries = new WeakMap<Claim, string>();

  constructor(scripts: Scripts, plain: RedisLeaseStore, options: HandoffStoreOptions) {
    this.#scripts = scripts;
    this.#plain = plain;
    this.#layout = options.layout;
    this.#desks = options.desks;
    this.#keyPrefix = options.keyPrefix;
    this.#report = options.report;
  }

  async take(claim: Claim, ttl: number, willWait = false): Promise<TakeResult> {
    const sign = this.#desks.signFor(claim.name);
    const earlier = this.#entries.get(claim) ?? "";
    const entry = willWait && sign !== undefined ? this.#enqueue(claim, ttl, sign) : "";
    const args = [claim.token, `${ttl}`, this.#context(claim.name)];
    if (entry !== "" || earlier !== "") args.push(entry, earlier);
    const reply = await this.#run("take", TAKE, claim.name, args);
    if (!Array.isArray(reply)) {
      this.#dequeued(claim, earlier);
      return { taken: true, fence: Number(reply), headroom: HEADROOM };
    }
    const [taken, value, flag, last] = reply as number[];
    if (!isOne(taken)) {
      this.#desks.turnedDown(claim, Number(last));
      return { taken: false, freeIn: untilExpiry(value), queued: isOne(flag) };
    }
    this.#dequeued(claim, earlier);
    return { taken: true, fence: Number(value), headroom: 0 };
  }

  renew(claim: Claim, ttl: number): Promise<boolean> {
    return this.#plain.renew(claim, ttl);
  }

  async free(claim: Claim, fence = 0): Promise<boolean> {
    const { name, token } = claim;
    const entry = this.#entries.get(claim) ?? "";
    if (entry !== "") this.#desks.giveUp(claim);
    const args = [token, this.#context(name)];
    const announcement = this.#announcement(name);
    if (entry !== "" || fence > 0 || announcement.length > 0) {
      args.push(entry, `${fence}`, ...announcement);
    }
    return freedBy(await this.#run("free", FREE, name, args), name, this.#report);
  }

  async pass(from: Claim, to: Claim, options: PassOptions): Promise<PassResult> {
    const { ttl, fence } = options;
    if (options.yield) this.#desks.expect(to);
    const sign = this.#desks.signFor(to.name);
    const entry = options.yield ? this.#enqueue(to, ttl, sign ?? this.#desks.clientId) : "";
    const args = [from.token, to.token, `${ttl}`, this.#context(to.name), `${fence}`, entry];
    const reply = await this.#run("pass", PASS, from.name, args);
    if (this.#entries.has(from)) this.#desks.giveUp(from);
    const [outcome, value, flag] = reply as [number, number, number];
    if (Number(outcome) === 2) {
      return { outcome: "yielded", freeIn: untilExpiry(value), unheard: sign === undefined };
    }
    this.#dequeued(to);
    if (!isOne(outcome)) return { outcome: "lost" };
    return { outcome: "passed", fence: Number(value), headroom: isOne(flag) ? HEADROOM : 0 };
  }

  async forceFree(name: string): Promise<boolean> {
    const args = [this.#context(name), ...this.#announcement(name)];
    return freedBy(await this.#run("forceFree", FORCE_FREE, name, args), name, this.#report);
  }

  async peek(name: string): Promise<LockInfo> {
    const reply = await this.#run("peek", PEEK, name, []);
    const [held, pttl, last, waiting] = reply as [number, number, string, number];
    return { ...infoOf(held, pttl, last), waiting: Number(waiting) };
  }

  /** From here on the lock may be granted to the claim, before the reply has even come in. */
  #enqueue(claim: Claim, ttl: number, sign: string): string {
    const entry = `${sign} ${ttl} ${claim.token}`;
    this.#entries.set(claim, entry);
    this.#desks.expect(claim);
    return entry;
  }

  /** A claim that got the lock at once has never been in the queue. */
  #dequeued(claim: Claim, earlier = ""): void {
    if (!this.#entries.has(claim)) return;
    this.#desks.expectNoMore(claim);
    if (earlier === "") this.#entries.delete(claim);
  }

  #announcement(name: string): readonly string[] {
    return announcementOf(this.#layout, this.#keyPrefix, name);
  }

  #context(name: string): string {
    return `${Date.now()}000 ${this.#layout.processChannels(name)}`;
  }

  #run(operation: string, script: Script, name: string, args: readonly string[]): Promise<unknown> {
    const { lockKey, fenceKey, queueKey } = this.#layout;
    const keys = [lockKey(name), fenceKey(name), queueKey(name)];
    return this.#scripts.run(script, { operation, name, keys, args });
  }
}
