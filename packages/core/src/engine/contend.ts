import type { Claim } from "../contract/backend.js";
import type { AcquireTerms } from "../contract/options.js";
import type { Arena } from "./arena.js";
import { now } from "./clock.js";
import { Contest, type QueuedPlace, type Taken } from "./contest.js";
import type { Wait } from "./wait.js";

/** How long the attempt at the deadline may stay unanswered, in ms: half of what the bound leaves over. */
const LAST_ATTEMPT = 25;

/**
 * The wait loop: take; when someone else holds the lock, watch and take again, so that a release in between is not
 * missed; then sleep until the watch says that it is worth another try, or brings the lock itself. The last attempt is
 * made at the deadline. A claim that the backend has queued starts with the sleep.
 */
export async function contend(
  arena: Arena,
  claim: Claim,
  terms: AcquireTerms,
  wait: Wait,
  place?: QueuedPlace,
): Promise<Taken> {
  const contest = new Contest(arena, claim, terms, wait);
  if (place) contest.queuedAt(place);
  try {
    for (;;) {
      if (contest.asking) {
        const bound = Math.max(Math.min(arena.commandTimeout, wait.remaining()), LAST_ATTEMPT);
        const taken = await contest.take(bound, true);
        if (taken) return taken;
        if (wait.over) throw contest.timeout();
      }
      const granted = await contest.pause();
      if (granted) return granted;
    }
  } catch (error) {
    contest.giveUp();
    throw error;
  } finally {
    contest.end();
  }
}

/**
 * A single attempt, which may take as long as a command may. Times out when the lock was not to be had. A connection that
 * was lost while nobody looked, as in a process that was frozen, is no answer yet: it is asked once more.
 */
export async function contendOnce(
  arena: Arena,
  claim: Claim,
  terms: AcquireTerms,
  wait: Wait,
): Promise<Taken> {
  const contest = new Contest(arena, claim, terms, wait);
  const deadline = now() + arena.commandTimeout;
  try {
    const taken =
      (await contest.take(arena.commandTimeout, false)) ??
      (contest.failing && now() < deadline && (await contest.take(deadline - now(), false)));
    if (taken) return taken;
    throw contest.timeout();
  } catch (error) {
    contest.giveUp();
    throw error;
  }
}
