import { type Claim, type Grant, LockBackendError } from "@lockwire/core/backend";
import { STEAL } from "../scripts/scripts.js";
import type { RedisSteps } from "./redis-steps.js";
import { readStolen } from "./replies.js";

/** How often the holders may change between reading them and the step that takes the lock from them. */
const MOST_CHANGES = 16;

/**
 * Takes the lock from its holders, ahead of all waiters. The first step reads the holders, the next names them: if it is
 * sent twice or arrives late, it takes nothing from later holders.
 *
 * @param isOver whether the caller has given up, so that the lock must not be taken.
 */
export async function steal(
  steps: RedisSteps,
  claim: Claim,
  ttl: number,
  isOver: () => boolean,
): Promise<Grant> {
  const { name, token } = claim;
  let holders: readonly string[] = [];
  for (let changes = 0; changes <= MOST_CHANGES; changes += 1) {
    const args = [token, `${ttl}`, steps.context(name), ...holders];
    const outcome = await steps.runOnSlots(STEAL, readStolen, "acquire", name, args);
    if ("acquired" in outcome) {
      for (const holder of holders) steps.reportLost(name, holder);
      return outcome;
    }
    if (isOver())
      throw new LockBackendError(name, "acquire", { message: "the caller has given up" });
    holders = outcome;
  }
  const message = `the holders changed ${MOST_CHANGES} times while it was being taken from them`;
  throw new LockBackendError(name, "acquire", { message });
}
