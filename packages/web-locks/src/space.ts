import type { LockClient } from "@lockwire/core";
import { type ClientExtensions, extensionsOf } from "@lockwire/core/backend";
import { encodeSpace } from "./lock-name.js";
import type { LockRecord } from "./lock-record.js";
import { excludes } from "./snapshot.js";
import type { LockMode } from "./standard.js";

/** The part of a space that this process knows by itself: what the managers on one client have requested. */
export interface Space {
  readonly client: LockClient;
  readonly extensions: ClientExtensions | undefined;
  /** What the names of its locks start with on the client, before a colon. */
  readonly name: string;
  readonly writer: string;
  readonly records: Set<LockRecord>;
}

const spaces = new WeakMap<LockClient, Map<string, Space>>();

/** The same for all managers of a space on one client. */
export function spaceOf(client: LockClient, name: string): Space {
  const known = spaces.get(client) ?? new Map<string, Space>();
  spaces.set(client, known);
  const space = known.get(name) ?? newSpace(client, name);
  known.set(name, space);
  return space;
}

/** Whether a new request could be granted, as far as this process knows: there may be others. */
export function seemsGrantable({ records }: Space, name: string, mode: LockMode): boolean {
  for (const other of records) {
    if (other.state !== "asking" && other.name === name && excludes(mode, other.mode)) return false;
  }
  return true;
}

function newSpace(client: LockClient, name: string): Space {
  return {
    client,
    extensions: extensionsOf(client),
    name: encodeSpace(name),
    writer: crypto.randomUUID(),
    records: new Set(),
  };
}
