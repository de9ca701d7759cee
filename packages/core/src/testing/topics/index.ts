import type { Topic } from "../stage.js";
import { abort } from "./abort.js";
import { acquireAll } from "./acquire-all.js";
import { asyncDispose } from "./async-dispose.js";
import { autoExtension } from "./auto-extension.js";
import { badOptions } from "./bad-options.js";
import { blockingTimeout } from "./blocking-timeout.js";
import { changeOfMode } from "./change-of-mode.js";
import { close } from "./close.js";
import { events } from "./events.js";
import { exclusion } from "./exclusion.js";
import { expiry } from "./expiry.js";
import { extend } from "./extend.js";
import { fifo } from "./fifo.js";
import { forceRelease } from "./force-release.js";
import { hostileNames } from "./hostile-names.js";
import { hostileNumbers } from "./hostile-numbers.js";
import { lead } from "./lead.js";
import { limit } from "./limit.js";
import { maxHold } from "./max-hold.js";
import { minHold, refusedMinHold } from "./min-hold.js";
import { onTimeout } from "./on-timeout.js";
import { owned } from "./owned.js";
import { peek } from "./peek.js";
import { release } from "./release.js";
import { refusedResume, resume, resumeSharing } from "./resume.js";
import { shared } from "./shared.js";
import { refusedSharing, sharingOptions } from "./sharing-options.js";
import { tokensAndFences } from "./tokens-and-fences.js";
import { tryAcquire } from "./try-acquire.js";
import { withLock } from "./with-lock.js";

/** Topics by their titles. */
type Topics = Readonly<Record<string, Topic>>;

/** The suite's topics by their titles, in the order in which a backend's author meets them. */
export const TOPICS: Topics = {
  exclusion,
  release,
  "tokens and fences": tokensAndFences,
  tryAcquire,
  acquireAll,
  blockingTimeout,
  onTimeout,
  abort,
  "first come, first served": fifo,
  expiry,
  "automatic extension": autoExtension,
  maxHold,
  extend,
  owned,
  withLock,
  lead,
  "async dispose": asyncDispose,
  peek,
  forceRelease,
  events,
  close,
  "bad options": badOptions,
  "hostile names": hostileNames,
  "hostile numbers": hostileNumbers,
};

/** Besides, of a backend that has more than exclusive locks. */
export const SHARING_TOPICS: Topics = {
  "mode and limit": sharingOptions,
  "shared mode": shared,
  "downgrade and tryUpgrade": changeOfMode,
  "places of a limit": limit,
};

/** Besides, of one that has not. */
export const EXCLUSIVE_TOPICS: Topics = { "mode and limit": refusedSharing };

/** Besides, of a backend that can keep a lock taken after its release; and of one that cannot. */
export const MIN_HOLD_TOPICS: Topics = { minHold };
export const NO_MIN_HOLD_TOPICS: Topics = { minHold: refusedMinHold };

/** Besides, of a backend that can hand a lock to another process, also with several holders; and of one that cannot. */
export const RESUME_TOPICS: Topics = { resume };
export const RESUME_SHARING_TOPICS: Topics = { "resume with several holders": resumeSharing };
export const NO_RESUME_TOPICS: Topics = { resume: refusedResume };
