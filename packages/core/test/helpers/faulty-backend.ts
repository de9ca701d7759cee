import { setTimeout as sleep } from "node:timers/promises";
import type { Backend, Claim, Contender, Grant, Refusal } from "../../src/contract/backend.js";
import type { LockInfo } from "../../src/contract/lock-info.js";

export type Step = "acquire" | "renew" | "release" | "takeOver" | "peek" | "forceRelease";

/** What becomes of a step's request and of its reply. */
export type Fault =
  | "request lost"
  | "reply lost"
  | { readonly replyAfter: number }
  | { readonly arrivesAfter: number; readonly replyLost?: boolean }
  | { readonly error: Error };

/** A backend behind a wire that loses and delays what it is told to, as a network does. */
export class FaultyBackend implements Backend {
  /** What was asked so far. */
  readonly asked: Step[] = [];
  /** Stands between an attempt and its reply. */
  afterAcquire = (reply: Promise<Grant | Refusal>): Promise<Grant | Refusal> => reply;
  readonly #backend: Backend;
  readonly #faults = new Map<Step, Fault>();

  readonly minHold: boolean;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.minHold = backend.minHold === true;
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

  contender(claim: Claim): Contender {
    const contender = this.#backend.contender(claim);
    return {
      tryAcquire: (ttl, options) =>
        this.afterAcquire(this.#through("acquire", () => contender.tryAcquire(ttl, options))),
      nextChance: (chance, signal) => contender.nextChance(chance, signal),
      renew: (ttl, options) => this.#through("renew", () => contender.renew(ttl, options)),
      release: () => this.#through("release", () => contender.release()),
      releaseIn: (ms) =>
        this.#through("release", () => contender.releaseIn?.(ms) ?? contender.release()),
      takeOver: (token, ttl) =>
        this.#through("takeOver", async () => contender.takeOver?.(token, ttl)),
      stopWaiting: () => contender.stopWaiting?.(),
    };
  }

  peek(name: string): Promise<LockInfo> {
    return this.#through("peek", () => this.#backend.peek(name));
  }

  release(name: string, token: string): Promise<boolean> {
    return this.#through("release", () => this.#backend.release(name, token));
  }

  forceRelease(name: string, signal?: AbortSignal): Promise<boolean> {
    return this.#through("forceRelease", () => this.#backend.forceRelease(name, signal));
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
