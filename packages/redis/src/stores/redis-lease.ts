import type { Claim, Grant } from "@lockwire/core/backend";
import {
  DOWNGRADE,
  RELEASE,
  RELEASE_IN,
  RELEASE_SLOT,
  RENEW,
  RENEW_SLOT,
  UPGRADE,
} from "../scripts/scripts.js";
import type { RedisSteps } from "./redis-steps.js";
import { readChanged, readRenewed } from "./replies.js";

/**
 * What an acquisition holds on Redis: the lock's key by a token, or a slot of those that share it; it changes from one to
 * the other with the mode. Where the answer to a change was lost it may be either, and the next step tells.
 */
export class RedisLease {
  readonly #steps: RedisSteps;
  readonly #claim: Claim;
  #holds: "key" | "slot" | "either";
  /** How often what it holds was changed, and known again. */
  #changes = 0;
  /** What the lock's key holds while this acquisition holds it. */
  #token: string;
  /** The token that an unanswered renewal for a shorter term may have set. */
  #nextToken: string | undefined;
  /** How often the lease was shortened, or its token changed: a step of before must not apply after that. */
  #version = 0;

  constructor(steps: RedisSteps, claim: Claim) {
    this.#steps = steps;
    this.#claim = claim;
    this.#holds = claim.sharing ? "slot" : "key";
    this.#token = claim.token;
  }

  /** What it took over is a slot. */
  tookSlot(): void {
    this.#holds = "slot";
  }

  async renew(ttl: number, shorten: boolean): Promise<boolean> {
    const [holds, changes] = [this.#holds, this.#changes];
    if (holds !== "key" && (await this.#renewSlot(ttl, shorten))) return true;
    if (holds !== "slot" && (await this.#renewKey(ttl, shorten))) return true;
    // It has become the other while the renewal was under way.
    return changes !== this.#changes && this.renew(ttl, shorten);
  }

  async release(entry: string): Promise<boolean> {
    const { name, token } = this.#claim;
    const releaseKey = () => this.#steps.release(name, token, entry);
    const releaseSlot = () => this.#steps.release(name, token, entry, RELEASE_SLOT);
    if (this.#holds === "key") return releaseKey();
    if (this.#holds === "slot") return releaseSlot();
    // Last the slot again, which a downgrade that was under way may have set.
    return (await releaseSlot()) || (await releaseKey()) || (await releaseSlot());
  }

  /** Of an exclusive lock, which with a `minHold` it remains. */
  releaseIn(entry: string, ms: number): Promise<boolean> {
    const { name, token } = this.#claim;
    return this.#steps.release(name, token, entry, RELEASE_IN, [`${ms}`]);
  }

  releaseQuietly(): void {
    const { name, token } = this.#claim;
    this.#steps.releaseQuietly(name, token, this.#holds === "key" ? RELEASE : RELEASE_SLOT);
  }

  downgrade(): Promise<Grant | "refused" | undefined> {
    const { name, token } = this.#claim;
    const args = [this.#token, token, this.#steps.context(name), `${this.#version}`];
    return this.#change("slot", () =>
      this.#steps.runOnSlots(DOWNGRADE, readChanged, "downgrade", name, args),
    );
  }

  tryUpgrade(): Promise<Grant | "refused" | undefined> {
    const { name, token } = this.#claim;
    this.#version += 1;
    this.#token = `${token}.${this.#version}`;
    const args = [token, this.#token, this.#steps.context(name)];
    return this.#change("key", () =>
      this.#steps.runOnSlots(UPGRADE, readChanged, "upgrade", name, args),
    );
  }

  async #change(to: "key" | "slot", ask: () => Promise<Grant | "refused" | null>) {
    const before = this.#holds;
    this.#holds = "either";
    this.#changes += 1;
    const changed = await ask();
    this.#holds = changed === "refused" ? before : to;
    this.#changes += 1;
    return changed ?? undefined;
  }

  async #renewSlot(ttl: number, shorten: boolean): Promise<boolean> {
    if (shorten) this.#version += 1;
    const { name, token } = this.#claim;
    const args = [token, `${ttl}`, `${this.#version}`];
    return this.#steps.runOnSlots(RENEW_SLOT, readRenewed, "renew", name, args);
  }

  async #renewKey(ttl: number, shorten: boolean): Promise<boolean> {
    if (shorten && this.#nextToken === undefined) {
      this.#version += 1;
      this.#nextToken = `${this.#claim.token}.${this.#version}`;
    }
    const [token, next] = [this.#token, this.#nextToken];
    const args = [token, `${ttl}`, ...(next === undefined ? [] : [next])];
    const { name } = this.#claim;
    const renewed = await this.#steps.run(RENEW, readRenewed, "renew", name, args);
    if (renewed && next !== undefined && this.#nextToken === next) {
      this.#token = next;
      this.#nextToken = undefined;
    }
    // A renewal for a shorter term was sent later and arrived before: this one says nothing about the lease.
    const overtaken = next === undefined && (this.#nextToken ?? this.#token) !== token;
    return renewed || overtaken;
  }
}
