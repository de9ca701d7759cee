import { setTimeout as sleep } from "node:timers/promises";
import type { Claim, LeaseStore, TakeResult } from "../../src/contract/backend.js";
import type { LockInfo } from "../../src/contract/lock.js";

export type Step = "take" | "renew" | "free" | "peek" | "forceFree";

/** What becomes of a step's request and of its reply. */
export type Fault =
  | "request lost"
  | "reply lost"
  | { readonly replyAfter: number }
  | { readonly arrivesAfter: number; readonly replyLost?: boolean }
  | { readonly error: Error };

/** A store behind a wire that loses and delays what it is told to, as a network does. */
export class FaultyStore implements LeaseStore {
  /** What was asked so far. */
  readonly asked: Step[] = [];
  readonly #store: LeaseStore;
  readonly #faults = new Map<Step, Fault>();

  constructor(store: LeaseStore) {
    this.#store = store;
  }

  /** From now on, until `heal`. */
  fail(step: Step, fault: Fault): void {
    this.#faults.set(step, fault);
  }

  heal(): void {
    this.#faults.clear();
  }

  count(step: Step): number {
    return this.asked.filter((asked) => asked === step).length;
  }

  take(claim: Claim, ttl: number, willWait?: boolean): Promise<TakeResult> {
    return this.#through("take", () => this.#store.take(claim, ttl, willWait));
  }

  renew(claim: Claim, ttl: number): Promise<boolean> {
    return this.#through("renew", () => this.#store.renew(claim, ttl));
  }

  free(claim: Claim, fence?: number): Promise<boolean> {
    return this.#through("free", () => this.#store.free(claim, fence));
  }

  peek(name: string): Promise<LockInfo> {
    return this.#through("peek", () => this.#store.peek(name));
  }

  forceFree(name: string): Promise<boolean> {
    return this.#through("forceFree", () => this.#store.forceFree(name));
  }

  async #through<T>(step: Step, run: () => Promise<T>): Promise<T> {
    this.asked.push(step);
    const fault = this.#faults.get(step);
    if (fault === "request lost") return new Promise(() => undefined);
    if (typeof fault === "object" && "error" in fault) throw fault.error;
    if (typeof fault === "object" && "arrivesAfter" in fault) await sleep(fault.arrivesAfter);
    const reply = await run();
    if (isReplyLost(fault)) return new Promise(() => undefined);
    if (typeof fault === "object" && "replyAfter" in fault) await sleep(fault.replyAfter);
    return reply;
  }
}

function isReplyLost(fault: Fault | undefined): boolean {
  if (typeof fault !== "object") return fault === "reply lost";
  return "replyLost" in fault && fault.replyLost === true;
}
