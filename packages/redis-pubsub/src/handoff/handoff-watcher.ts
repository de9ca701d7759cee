import {
  type Claim,
  type Grant,
  type ReleaseWatch,
  type ReleaseWatcher,
  usableUntil,
  type WatcherReports,
  type WatchHint,
} from "@lockwire/core";
import type { Channels } from "../ears.js";
import { PushWatch } from "../push-watch.js";
import type { Desk } from "./desk.js";
import type { Desks } from "./desks.js";
import { parseGrant } from "./message.js";

/** The hand-off: a release gives the lock to one waiter, and tells that one. */
export class HandoffWatcher implements ReleaseWatcher {
  readonly #channels: Channels;
  readonly #desks: Desks;
  readonly #reports: WatcherReports;
  readonly #safetyPoll: number;

  constructor(channels: Channels, desks: Desks, reports: WatcherReports, safetyPoll: number) {
    this.#channels = channels;
    this.#desks = desks;
    this.#reports = reports;
    this.#safetyPoll = safetyPoll;
  }

  watch({ name, token }: Claim, signal: AbortSignal): Promise<ReleaseWatch> {
    const desk = this.#desks.of(name);
    return new PushWatch({
      name,
      key: token,
      ears: desk,
      reports: this.#reports,
      safetyPoll: this.#safetyPoll,
      grantOf: (text, hint) => grantOf(desk, text, hint),
    }).start(signal);
  }

  close(): Promise<void> {
    return this.#channels.close();
  }
}

/**
 * A late grant is never trusted. One whose fence is above the last that stood when the claim was turned down is younger
 * than that request, however long the message was on its way; counted from there it can only be valid for longer. One
 * whose fence is not is from before, and may have run out by then.
 */
function grantOf(desk: Desk, text: string, { askedAt }: WatchHint): Grant | undefined {
  const grant = parseGrant(text);
  if (!grant || !desk.isFresh(grant)) return undefined;
  return { fence: grant.fence, validUntil: usableUntil(askedAt, grant.ttl) };
}
