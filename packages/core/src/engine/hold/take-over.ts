import { asBackendError, LockBackendError } from "../../contract/errors.js";
import type { ResolvedAcquireOptions } from "../../contract/options.js";
import type { ClientContext } from "../client-context.js";
import { now } from "../time/clock.js";
import { sleep } from "../time/sleep.js";
import { termOf, usableUntil } from "../time/validity.js";
import type { Acquired } from "../wait/acquired.js";
import { checkGrant } from "../wait/backend-steps.js";
import { type Candidate, newCandidate } from "../wait/candidates.js";
import { FailureStreak } from "../wait/failure-streak.js";
import type { WaitDeadline } from "../wait/wait-deadline.js";

const RESUME = "resume";

/**
 * Takes over the lock of another token, under a new token. The step is idempotent, so a failed one is retried until the
 * wait is over. If it gives up, the lock goes back to the old token: a step may have taken effect, or may do so later.
 *
 * @param hold creates the handle synchronously, so no cancellation can come in between.
 * @returns null if the token does not hold the lock.
 */
export async function takeOver<L>(
  context: ClientContext,
  { name, token }: { readonly name: string; readonly token: string },
  terms: ResolvedAcquireOptions,
  wait: WaitDeadline,
  hold: (acquired: Acquired) => L,
): Promise<L | null> {
  const candidate = newCandidate(context, name);
  if (!candidate.contender.takeOver) throw cannotTakeOver(name);
  const ttl = termOf(terms);
  const failures = new FailureStreak();
  try {
    for (;;) {
      wait.throwIfCancelled();
      try {
        const acquired = await step(candidate, token, ttl, wait);
        return acquired ? hold(acquired) : null;
      } catch (error) {
        wait.throwIfCancelled();
        const failure = asBackendError(error, name, RESUME);
        await sleep(failures.note(failure), wait.signal);
        if (wait.over) throw failures.last ?? failure;
      }
    }
  } catch (error) {
    undoTakeOver(context, candidate, token, ttl);
    throw error;
  }
}

async function step(
  { claim, contender }: Candidate,
  token: string,
  ttl: number,
  wait: WaitDeadline,
): Promise<Acquired | undefined> {
  const { name } = claim;
  wait.attempts += 1;
  const sentAt = now();
  const asked = contender.takeOver?.(token, ttl) ?? Promise.reject(cannotTakeOver(name));
  const taken = await wait.answer(asked, wait.remaining(), name, RESUME);
  wait.throwIfCancelled();
  if (taken === undefined) return undefined;
  checkGrant(taken, name, RESUME);
  const validUntil = usableUntil(sentAt, ttl);
  if (now() >= validUntil) {
    const message = "the reply arrived after the lease had expired";
    throw new LockBackendError(name, RESUME, { message });
  }
  const { fence, reservedFences = 0, slot, sharing } = taken;
  const lock = { fence, reservedFences, slot, ttl, validUntil, unsettled: false };
  return { claim: { ...claim, sharing }, contender, ...lock, attempts: wait.attempts };
}

/** Leaves the lease as it is: if nothing was taken over, the former holder's lease must not be prolonged. */
function undoTakeOver(
  context: ClientContext,
  { claim }: Candidate,
  token: string,
  ttl: number,
): void {
  const former = context.backend.contender({ name: claim.name, token });
  const release = async () => (await former.takeOver?.(claim.token, 0)) !== undefined;
  context.cleanup.undo(claim, { release }, ttl);
}

function cannotTakeOver(name: string): LockBackendError {
  const message = "this backend cannot hand a lock to another process";
  return new LockBackendError(name, RESUME, { message, retryFor: 0 });
}
