import type { Claim, ReleaseWatch } from "../contract/backend.js";
import type { AcquireTerms } from "../contract/options.js";
import type { Arena } from "./arena.js";
import { Contest, type Taken } from "./contest.js";
import { sleep } from "./sleep.js";
import type { Wait } from "./wait.js";

/** How long the attempt at the deadline may stay unanswered, in ms: half of what the bound leaves over. */
const LAST_ATTEMPT = 25;

/**
 * The wait loop: take; when someone else holds the lock, watch and take again, so that a release in between is not
 * missed; then sleep until the watch says that it is worth another try. The last attempt is made at the deadline.
 */
export async function contend(
  arena: Arena,
  claim: Claim,
  terms: AcquireTerms,
  wait: Wait,
): Promise<Taken> {
  const contest = new Contest(arena, claim, terms, wait);
  let watch: ReleaseWatch | undefined;
  try {
    for (;;) {
      const bound = Math.max(Math.min(arena.commandTimeout, wait.remaining()), LAST_ATTEMPT);
      const taken = await contest.take(bound);
      if (taken) return taken;
      if (wait.over) throw contest.timeout();
      if (contest.failed) await sleep(contest.retryDelay(), wait.signal);
      else if (watch === undefined) watch = await contest.watch();
      else {
        const granted = await contest.next(watch);
        if (granted) return granted;
      }
      wait.throwIfCancelled();
    }
  } catch (error) {
    contest.giveUp();
    throw error;
  } finally {
    watch?.stop();
  }
}

/** A single attempt, which may take as long as a command may. Times out when the lock was not to be had. */
export async function contendOnce(
  arena: Arena,
  claim: Claim,
  terms: AcquireTerms,
  wait: Wait,
): Promise<Taken> {
  const contest = new Contest(arena, claim, terms, wait);
  try {
    const taken = await contest.take(arena.commandTimeout);
    if (taken) return taken;
    throw contest.timeout();
  } catch (error) {
    contest.giveUp();
    throw error;
  }
}
