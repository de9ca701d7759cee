import { asBackendError, LockLostError } from "../../contract/errors.js";
import { answerWithin } from "../time/timeout.js";
import type { Lease } from "./lease.js";
import { LOSS } from "./loss.js";

/**
 * Makes an exclusive lock shared, under the existing lease; returns the fence that all sharers have.
 *
 * @param bound how long the reply may take, in ms.
 */
export async function downgrade(lease: Lease, bound: number): Promise<number> {
  const { fence } = await change(lease, "downgrade", bound, lease.contender.downgrade?.());
  return fence;
}

/** Makes a shared lock exclusive; undefined if it stays shared. */
export async function tryUpgrade(lease: Lease, bound: number): Promise<number | undefined> {
  const grant = await change(lease, "upgrade", bound, lease.contender.tryUpgrade?.());
  return grant === "refused" ? undefined : grant.fence;
}

async function change<T>(
  lease: Lease,
  operation: string,
  bound: number,
  asked: Promise<T | undefined> = Promise.resolve(undefined),
): Promise<T> {
  const { name } = lease.claim;
  let changed: T | undefined;
  try {
    changed = await answerWithin(asked, Math.min(bound, lease.remaining()), name, operation);
  } catch (error) {
    throw lossOf(lease) ?? asBackendError(error, name, operation);
  }
  if (changed === undefined) lease.markStolen();
  const loss = lossOf(lease);
  if (loss) throw loss;
  if (changed === undefined) throw new LockLostError(name, "stolen", LOSS.stolen);
  return changed;
}

/** Reading `state` checks the clock first. */
function lossOf(lease: Lease): LockLostError | undefined {
  return lease.state === "lost" ? lease.loss : undefined;
}
