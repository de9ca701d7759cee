import { channel } from "node:diagnostics_channel";
import type { LossMessage } from "../contract/diagnostics.js";
import type { LockLostError } from "../contract/errors.js";

const LOST = channel("lockwire.lost");

/** Without a subscriber a look at the channel is all that it costs. */
export function traceLoss(
  lock: Pick<LossMessage, "name" | "fence">,
  held: number,
  error: LockLostError,
): void {
  if (!LOST.hasSubscribers) return;
  const { name, fence } = lock;
  const message: LossMessage = { name, fence, why: error.why, held, error };
  LOST.publish(message);
}
