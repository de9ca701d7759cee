import { randomBytes } from "node:crypto";
import { asBackendError, type Backend, type Claim } from "@lockwire/core";
import type { RedisLayout, RedisLeaseStore, Report, Scripts } from "@lockwire/core/redis";
import type { Channels } from "../ears.js";
import { Desks } from "./desks.js";
import { HandoffStore } from "./handoff-store.js";
import { HandoffWatcher } from "./handoff-watcher.js";

export interface HandoffParts {
  readonly scripts: Scripts;
  readonly plain: RedisLeaseStore;
  readonly layout: RedisLayout;
  readonly channels: Channels;
  readonly safetyPoll: number;
  readonly keyPrefix: string | undefined;
  readonly report: Report;
}

/** Puts the hand-off together for one client. */
export function handoffBackend(parts: HandoffParts): Backend {
  const { scripts, plain, layout, channels, safetyPoll, keyPrefix, report } = parts;
  const clientId = randomBytes(12).toString("base64url");
  const { processChannels } = layout;
  const onStray = (claim: Claim) => {
    store.free(claim).catch((error: unknown) => {
      report(claim.name, asBackendError(error, claim.name, "free"));
    });
  };
  const desks = new Desks({ channels, processChannels, clientId, onStray });
  const store = new HandoffStore(scripts, plain, { layout, desks, keyPrefix, report });
  return {
    store,
    watcher: (reports) => new HandoffWatcher(channels, desks, reports, safetyPoll),
  };
}
