import type { Backend, Claim } from "@lockwire/core/backend";
import type { Scripts } from "../client/script-runner.js";
import { HOLDER, HOLDERS, PEEK, RELEASE_SLOT } from "../scripts/scripts.js";
import { RedisContender } from "./redis-contender.js";
import { redisNotes } from "./redis-notes.js";
import { acquisitionOf, RedisSteps, type RedisStepsOptions } from "./redis-steps.js";
import type { ReleaseWait } from "./release-wait.js";
import { readHolder, readHolders, readPeek } from "./replies.js";

export interface RedisBackendOptions extends RedisStepsOptions {
  /** How a new acquisition learns of releases. */
  readonly waitFor: (claim: Claim) => ReleaseWait;
  /** Set if waiters queue on Redis; as in `Backend`. */
  readonly localHandoffs?: number;
  readonly close: () => Promise<void>;
}

/** The backend on Redis: each step is one script. */
export function redisBackend(scripts: Scripts, options: RedisBackendOptions): Backend {
  const { layout, localHandoffs, close } = options;
  const steps = new RedisSteps(scripts, options);
  const { sharing } = steps;
  const readInfo = readPeek(localHandoffs !== undefined);

  /** Ends the acquisition of a token in whatever mode it holds the lock now: its holder may have changed the mode. */
  function endAnyHow(name: string, token: string): Promise<boolean> {
    return steps.end(name, token, "", "forceRelease", RELEASE_SLOT);
  }

  /** Ends the acquisitions that it finds, and no later ones. */
  async function endAll(name: string, signal?: AbortSignal): Promise<boolean> {
    const tokens = await steps.runOnSlots(HOLDERS, readHolders, "forceRelease", name, []);
    signal?.throwIfAborted();
    await Promise.all(tokens.map((token) => endAnyHow(name, acquisitionOf(token))));
    return tokens.length > 0;
  }

  return {
    ...(localHandoffs === undefined ? {} : { localHandoffs, ordered: true }),
    sharing,
    // A waiter that blocks on a list would not learn when the time is over.
    minHold: layout.signalKey === undefined,
    // Other libraries that use the keys support neither.
    ...(sharing && { stealing: true, notes: redisNotes(steps) }),
    close,
    contender(claim) {
      return new RedisContender(steps, claim, options.waitFor(claim));
    },
    async peek(name) {
      const { acquiredAt, fence, ...info } = await steps.runOnSlots(
        PEEK,
        readInfo,
        "peek",
        name,
        [],
      );
      if (layout.fenceless && info.held) return info;
      return {
        ...info,
        ...(acquiredAt === undefined ? {} : { acquiredAt }),
        ...(fence === undefined ? {} : { fence }),
      };
    },
    async release(name, token) {
      const released = await steps.release(name, token, "");
      return released || (sharing && steps.release(name, token, "", RELEASE_SLOT));
    },
    /**
     * Ends the acquisition that holds the lock, by its token, and no other. It does not try the next one if the reply is 0: a
     * command that the client resent gets 0 too.
     */
    async forceRelease(name, signal) {
      const holder = await steps.run(HOLDER, readHolder, "forceRelease", name, []);
      signal?.throwIfAborted();
      if (holder === "") return false;
      if (sharing && holder.startsWith("!")) return endAll(name, signal);
      const token = acquisitionOf(holder);
      const ended = await steps.end(name, token, "", "forceRelease");
      if (!ended && sharing) await endAnyHow(name, token);
      return true;
    },
  };
}
