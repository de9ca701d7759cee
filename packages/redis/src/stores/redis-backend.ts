import type { Backend, Claim } from "@lockwire/core/backend";
import type { Scripts } from "../client/script-runner.js";
import { HOLDER, PEEK } from "../scripts/scripts.js";
import { RedisContender } from "./redis-contender.js";
import { RedisSteps, type RedisStepsOptions } from "./redis-steps.js";
import type { ReleaseWait } from "./release-wait.js";
import { readHolder, readPeek } from "./replies.js";

export interface RedisBackendOptions extends RedisStepsOptions {
  /** How a new acquisition learns of releases. */
  readonly waitFor: (claim: Claim) => ReleaseWait;
  /** Set where waiters queue on Redis; as in `Backend`. */
  readonly localHandoffs?: number;
  readonly close: () => Promise<void>;
}

/** A token of this library, as it is suffixed when its lease is shortened. */
const SHORTENED = /^([\w-]{21})\.\d+$/;

/** Leases on Redis: one script a step. */
export function redisBackend(scripts: Scripts, options: RedisBackendOptions): Backend {
  const { layout, localHandoffs, close } = options;
  const steps = new RedisSteps(scripts, options);
  const readInfo = readPeek(localHandoffs !== undefined);

  return {
    ...(localHandoffs === undefined ? {} : { localHandoffs }),
    close,
    contender(claim) {
      return new RedisContender(steps, claim, options.waitFor(claim));
    },
    async peek(name) {
      const { acquiredAt, fence, ...info } = await steps.run(PEEK, readInfo, "peek", name, []);
      if (layout.fenceless && info.held) return info;
      return {
        ...info,
        ...(acquiredAt === undefined ? {} : { acquiredAt }),
        ...(fence === undefined ? {} : { fence }),
      };
    },
    release: (name, token) => steps.release(name, token, ""),
    /**
     * Ends the acquisition that holds the lock, by its token, and no other: not the next one either when the answer was no,
     * which is also what a command is told that the client has sent again.
     */
    async forceRelease(name) {
      const holder = await steps.run(HOLDER, readHolder, "forceRelease", name, []);
      if (holder === "") return false;
      await steps.end(name, holder.replace(SHORTENED, "$1"), "", "forceRelease");
      return true;
    },
  };
}
