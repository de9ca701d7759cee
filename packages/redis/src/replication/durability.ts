import { checkInteger, checkOptions, type OptionNames } from "@lockwire/core/backend";

/**
 * How many replicas must confirm each acquisition and each renewal before it counts. Lockwire asks them with WAIT; the
 * lease still counts from before the request.
 *
 * A failover keeps the lock if it promotes one of the replicas that have it. So require all replicas, or so many that none
 * of the others can be promoted: https://redis.io/docs/latest/commands/wait/ says what WAIT does not guarantee.
 */
export interface Durability {
  /** The number of replicas. An integer from 1. */
  readonly replicas: number;
  /**
   * How long the replicas may take, in ms. An integer from 1 to `commandTimeout`. It counts towards `blockingTimeout`. While
   * a client waits for the replicas, its other acquisitions wait too.
   *
   * After that time the lock is released and the call rejects with a `LockBackendError` whose operation is `replicate`. A
   * renewal that the replicas did not confirm is retried until the previous lease ends, as after an outage.
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
