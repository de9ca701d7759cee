import { asBackendError } from "../../contract/errors.js";
import { answerWithin, started } from "../time/timeout.js";
import type { Lease } from "./lease.js";

/**
 * Asks the backend whether this lease still holds the lock, with a renewal for no more than the time that is left. If the
 * backend no longer has the lease, it is lost.
 *
 * @param bound how long the reply may take, in ms.
 */
export async function isOwned(lease: Lease, bound: number): Promise<boolean> {
  const { claim, contender } = lease;
  const left = Math.max(1, Math.floor(lease.remaining()));
  const asked = started(() => contender.renew(left, { shorten: false }));
  try {
    const held = (await answerWithin(asked, bound, claim.name, "renew")) === true;
    if (!held) lease.markStolen();
    return held && lease.state !== "lost";
  } catch (error) {
    if (lease.state === "lost") return false;
    throw asBackendError(error, claim.name, "renew");
  }
}
