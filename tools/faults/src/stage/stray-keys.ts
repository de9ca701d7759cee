import { monotonic } from "@lockwire/harness";
import { type RedisSentinel, type RedisServer, waitUntil } from "@lockwire/support";
import type { Entry } from "../history/event.js";
import { type Hold, holdsOf } from "../history/holds.js";
import { graceForTheDead } from "./grace.js";
import { lockKeys } from "./left-behind.js";

/** How long an undo may take once nothing is wrong, in ms. */
const UNDO = 3_000;
/** `prefix{name}` and what belongs to it, with braces and percent of the name escaped. */
const KEY = /\{([^{}]*)\}(?::(?:queue|slots|holders))?$/s;

/**
 * The keys of locks that nobody has or waits for, looked at while all clients are open, since `close` takes them away: no
 * key names a living process that does not have it, and nobody who gave up is queued.
 */
export async function strayKeys(
  servers: readonly RedisServer[],
  groups: readonly RedisSentinel[],
  readHistory: () => Promise<readonly Entry[]>,
): Promise<string[]> {
  const history = await readHistory();
  const grace = graceForTheDead(history) - monotonic();
  let strays: string[] | undefined;
  const look = async () => {
    const since = monotonic();
    const keys = await Promise.all(servers.map((server) => lockKeys(server, groups)));
    const wanted = wantedSince(await readHistory(), since);
    strays = keys.flat().filter((key) => {
      const name = nameOf(key);
      return name !== undefined && !wanted.has(name);
    });
    return strays.length === 0;
  };
  const what = "no lock on the servers that nobody wants";
  try {
    await waitUntil(look, { what, timeout: Math.max(grace, UNDO), every: 40 });
  } catch (error) {
    if (strays === undefined) throw error;
  }
  return (strays ?? []).map((key) => `nobody has the lock or waits for it: ${key}`);
}

function nameOf(key: string): string | undefined {
  const [, escaped] = KEY.exec(key) ?? [];
  return escaped === undefined ? undefined : decodeURIComponent(escaped);
}

/** What a living process has had or asked for at some time since then. */
function wantedSince(history: readonly Entry[], since: number): Set<string> {
  const wanted = holdsOf(history).filter(
    (hold) => hold.killedAt === undefined && endOf(hold) >= since,
  );
  return new Set(wanted.map(({ name }) => name));
}

/** A release that failed is tried again for as long as the lease lasts. */
function endOf({ refusal, settledAt, releasedAt, lostAt, ours, until }: Hold): number {
  if (refusal !== undefined) return settledAt ?? Number.POSITIVE_INFINITY;
  if (ours === null) return until;
  return releasedAt ?? lostAt ?? Number.POSITIVE_INFINITY;
}
