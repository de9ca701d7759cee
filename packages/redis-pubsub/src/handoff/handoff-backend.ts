import { randomBytes } from "node:crypto";
import type { Backend, WatcherReports } from "@lockwire/core";
import type { RedisLayout, RedisLeaseStore, ScriptRunner } from "@lockwire/core/redis";
import type { Subscriber } from "../subscriber.js";
import { Desk } from "./desk.js";
import { HandoffStore } from "./handoff-store.js";
import { HandoffWatcher } from "./handoff-watcher.js";

export interface HandoffParts {
  readonly scripts: ScriptRunner;
  readonly plain: RedisLeaseStore;
  readonly layout: RedisLayout;
  readonly subscriber: Subscriber;
  readonly safetyPoll: number;
}

/** Puts the hand-off together for one client. */
export function handoffBackend(parts: HandoffParts): Backend {
  const { scripts, plain, layout, subscriber, safetyPoll } = parts;
  const clientId = randomBytes(12).toString("base64url");
  let reports: WatcherReports | undefined;
  const { processChannels } = layout;
  const desk = new Desk(subscriber, clientId, processChannels, (claim) => {
    store.free(claim).catch((error: unknown) => reports?.error(claim.name, error));
  });
  const store = new HandoffStore(scripts, plain, { layout, desk, clientId });
  return {
    store,
    watcher: (given) => {
      reports = given;
      return new HandoffWatcher(subscriber, desk, given, safetyPoll);
    },
  };
}
