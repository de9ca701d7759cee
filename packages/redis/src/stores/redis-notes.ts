import type { Notes } from "@lockwire/core/backend";
import { NOTES, WRITE_NOTES } from "../scripts/scripts.js";
import type { RedisSteps } from "./redis-steps.js";
import { readHolders, readRenewed } from "./replies.js";

/** Notes on Redis: a sorted set for each board, by the end of each note. */
export function redisNotes(steps: RedisSteps): Notes {
  return {
    async write(board, { remove, add, ttl }) {
      const args = [`${ttl}`, `${remove.length}`, ...remove, ...add];
      await steps.runOnNotes(WRITE_NOTES, readRenewed, board, args);
    },
    read: (board) => steps.runOnNotes(NOTES, readHolders, board, []),
  };
}
