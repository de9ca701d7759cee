import {
  type Claim,
  type Grant,
  type ReleaseWatch,
  type ReleaseWatcher,
  usableUntil,
  type WatcherReports,
  type WatchHint,
} from "@lockwire/core";
import { PushWatch } from "../push-watch.js";
import type { Subscriber } from "../subscriber.js";
import type { Desk } from "./desk.js";
import { parseGrant } from "./message.js";

/** The hand-off: a release gives the lock to one waiter, and tells that one. */
export class HandoffWatcher implements ReleaseWatcher {
  readonly #subscriber: Subscriber;
  readonly #desk: Desk;
  readonly #reports: WatcherReports;
  readonly #safetyPoll: number;

  constructor(subscriber: Subscriber, desk: Desk, reports: WatcherReports, safetyPoll: number) {
    this.#subscriber = subscriber;
    this.#desk = desk;
    this.#reports = reports;
    this.#safetyPoll = safetyPoll;
  }

  watch({ name, token }: Claim, signal: AbortSignal): Promise<ReleaseWatch> {
    return new PushWatch({
      name,
      key: token,
      ears: this.#desk,
      reports: this.#reports,
      safetyPoll: this.#safetyPoll,
      grantOf: (text, hint) => this.#grantOf(text, hint),
    }).start(signal);
  }

  close(): Promise<void> {
    return this.#subscriber.close();
  }

  /**
   * A late grant is never trusted. One whose fence is above the last that stood when the claim was turned down is
   * younger than that request, however long the message was on its way; counted from there it can only be valid for
   * longer. One whose fence is not is from before, and may have run out by then.
   */
  #grantOf(text: string, { askedAt }: WatchHint): Grant | undefined {
    const grant = parseGrant(text);
    if (!grant || !this.#desk.isFresh(grant)) return undefined;
    return { fence: grant.fence, validUntil: usableUntil(askedAt, grant.ttl) };
  }
}
