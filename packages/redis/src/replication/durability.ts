import { checkInteger, checkOptions, type OptionNames } from "@lockwire/core/backend";

/**
 * What a term of a lock must have before it counts: a place on so many replicas. It is asked for with WAIT, after each
 * take and each renewal, and each term still counts from before its request.
 *
 * A failover then keeps the lock as long as it promotes one of the replicas that have it. So ask for all of them, or for
 * as many that none of the others can be promoted: https://redis.io/docs/latest/commands/wait/ says what WAIT leaves open.
 */
export interface Durability {
  /** How many replicas must have it. An integer from 1. */
  readonly replicas: number;
  /**
   * How long the replicas may take, in ms. An integer from 1 to `commandTimeout`. It is part of `blockingTimeout`; takes
   * of one client that come in while others wait for the replicas begin when those are done.
   *
   * When the time is over, the lock is freed again and the caller gets a `LockBackendError` with the operation
   * `replicate`. A renewal that the replicas did not confirm is repeated until the term before it ends, as after an
   * outage.
   */
  readonly timeout: number;
}

const DURABILITY_OPTIONS: OptionNames<Durability> = { replicas: true, timeout: true };

const MOST_REPLICAS = 1_000;

export function checkDurability(durability: Durability, commandTimeout: number): Durability {
  checkOptions(durability, DURABILITY_OPTIONS, "durability");
  const { replicas, timeout } = durability;
  return {
    replicas: checkInteger("durability.replicas", replicas, 1, MOST_REPLICAS),
    timeout: checkInteger("durability.timeout", timeout, 1, commandTimeout),
  };
}
