import type { LossReason } from "../../contract/errors.js";

/** What a lock's loss is told as. */
export const LOSS: Record<LossReason, string> = {
  expired: "was lost: its time ran out",
  stolen: "was lost: this client no longer holds it on the server",
  unreachable: "was lost: the backend could not be reached until its time ran out",
};
