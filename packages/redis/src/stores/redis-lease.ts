import { type Claim, type Grant, LockBackendError } from "@lockwire/core/backend";
import type { Script } from "../scripts/script.js";
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
 * The lease of an acquisition on Redis: the lock's key with its token, or a slot of a lock with several holders. Each change
 * has a number, which Redis stores, so a change that is overtaken by a later one has no effect.
 */
export class RedisLease {
  readonly #steps: RedisSteps;
  readonly #claim: Claim;
  /** Whether it is, was or may be a slot: then only the scripts know whether it is a slot or the key. */
  #hasSlot: boolean;
  /** The number of the last change that was requested. */
  #changes = 0;

  constructor(steps: RedisSteps, claim: Claim) {
    this.#steps = steps;
    this.#claim = claim;
    this.#hasSlot = claim.sharing !== undefined;
  }

  /** It took over a slot. */
  tookSlot(): void {
    this.#hasSlot = true;
  }

  async renew(ttl: number, shorten: boolean): Promise<boolean> {
    if (shorten) this.#changes += 1;
    const { name, token } = this.#claim;
    const args = [token, `${ttl}`];
    if (this.#changes > 0 || this.#hasSlot) args.push(`${this.#changes}`);
    if (shorten) args.push("shorten");
    if (!this.#hasSlot) {
      const renewed = await this.#steps.run(RENEW, readRenewed, "renew", name, args);
      // A downgrade may have happened in between.
      if (renewed || !this.#hasSlot) return renewed;
      if (args.length === 2) args.push("0");
    }
    return this.#steps.runOnSlots(RENEW_SLOT, readRenewed, "renew", name, args);
  }

  release(entry: string): Promise<boolean> {
    const { name, token } = this.#claim;
    return this.#steps.release(name, token, entry, this.#releaseScript);
  }

  /** Only for an exclusive lock: with a `minHold` it cannot be downgraded. */
  releaseIn(entry: string, ms: number): Promise<boolean> {
    const { name, token } = this.#claim;
    return this.#steps.release(name, token, entry, RELEASE_IN, [`${ms}`]);
  }

  releaseQuietly(entry: string): void {
    const { name, token } = this.#claim;
    this.#steps.releaseQuietly(name, token, entry, this.#releaseScript);
  }

  downgrade(): Promise<Grant | "refused" | undefined> {
    this.#hasSlot = true;
    return this.#change(DOWNGRADE, "downgrade");
  }

  tryUpgrade(): Promise<Grant | "refused" | undefined> {
    return this.#change(UPGRADE, "upgrade");
  }

  get #releaseScript(): Script {
    return this.#hasSlot ? RELEASE_SLOT : RELEASE;
  }

  async #change(script: Script, operation: string): Promise<Grant | "refused" | undefined> {
    this.#changes += 1;
    const { name, token } = this.#claim;
    const context = this.#steps.context(name);
    const args = [token, `${this.#changes}`, context, ...this.#steps.announcement(name)];
    const changed = await this.#steps.runOnSlots(script, readChanged, operation, name, args);
    if (changed === "overtaken") {
      const message = "a later change of the lock arrived first, so this one was not applied";
      throw new LockBackendError(name, operation, { message });
    }
    return changed ?? undefined;
  }
}
