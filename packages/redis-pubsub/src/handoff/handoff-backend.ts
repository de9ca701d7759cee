import { randomBytes } from "node:crypto";
import { asBackendError, type Backend } from "@lockwire/core";
import type { RedisLayout, RedisLeaseStore, Report, Scripts } from "@lockwire/core/redis";
import type { Subscriber } from "../subscriber.js";
import { Desk } from "./desk.js";
import { HandoffStore } from "./handoff-store.js";
import { HandoffWatcher } from "./handoff-watcher.js";

export interface HandoffParts {
  readonly scripts: Scripts;
  readonly plain: RedisLeaseStore;
  readonly layout: RedisLayout;
  readonly subscriber: Subscriber;
  readonly safetyPoll: number;
  readonly report: Report;
}

/** Puts the hand-off together for one client. */
export function handoffBackend(parts: HandoffParts): Backend {
  const { scripts, plain, layout, subscriber, safetyPoll, report } = parts;
  const clientId = randomBytes(12).toString("base64url");
  const { processChannels } = layout;
  const desk = new Desk(subscriber, clientId, processChannels, (claim) => {
    store.free(claim).catch((error: unknown) => {
      report(claim.name, asBackendError(error, claim.name, "free"));
    });
  });
  const store = new HandoffStore(scripts, plain, { layout, desk, clientId, report });
  return {
    store,
    watcher: (reports) => new HandoffWatcher(subscriber, desk, reports, safetyPoll),
  };
}
