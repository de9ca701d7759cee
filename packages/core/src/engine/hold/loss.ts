import type { LossReason } from "../../contract/errors.js";

/** The message for each reason of a loss. */
export const LOSS: Record<LossReason, string> = {
  expired: "was lost: its time ran out",
  stolen: "was lost: this client no longer holds it on the server",
  unreachable: "was lost: the backend could not be reached until its time ran out",
};
