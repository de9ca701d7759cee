import type {
  Claim,
  LeaseStore,
  PassOptions,
  PassResult,
  TakeResult,
} from "../../contract/backend.js";
import { LockBackendError } from "../../contract/errors.js";
import type { LockInfo } from "../../contract/lock.js";

/**
 * Leases that count when replicas have them: each take, and each renewal, since a term that only the primary knows would
 * end earlier on the replica that follows it. What goes on under a lease writes nothing, and so needs no replica.
 */
export class DurableStore implements LeaseStore {
  /** What the script passed is asked for again by the heir, whose take is then confirmed, or refused to the heir. */
  readonly pass?: (from: Claim, to: Claim, options: PassOptions) => Promise<PassResult>;
  readonly #store: LeaseStore;

  /** @param store over scripts whose take and renewal count only with the replicas. */
  constructor(store: LeaseStore) {
    this.#store = store;
    if (!store.pass) return;
    this.pass = async (from, to, options) => {
      const result = await store.pass?.(from, to, options);
      if (result === undefined) return { outcome: "lost" };
      return result.outcome === "passed" ? { outcome: "yielded", freeIn: 0 } : result;
    };
  }

  /** What too few replicas have is freed before anyone hears of it. */
  async take(claim: Claim, ttl: number, willWait?: boolean): Promise<TakeResult> {
    try {
      return await this.#store.take(claim, ttl, willWait);
    } catch (error) {
      if (isUnreplicated(error)) await this.#store.free(claim);
      throw error;
    }
  }

  renew(claim: Claim, ttl: number): Promise<boolean> {
    return this.#store.renew(claim, ttl);
  }

  free(claim: Claim, fence?: number): Promise<boolean> {
    return this.#store.free(claim, fence);
  }

  peek(name: string): Promise<LockInfo> {
    return this.#store.peek(name);
  }

  forceFree(name: string): Promise<boolean> {
    return this.#store.forceFree(name);
  }
}

function isUnreplicated(error: unknown): boolean {
  return error instanceof LockBackendError && error.operation === "replicate";
}
