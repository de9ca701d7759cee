import { type LockInfo, type LocksOptions, openLocks } from "../locks.js";
import { columns } from "../output/columns.js";
import { formatTime, zoneName } from "../output/instant.js";
import { lockAsJson } from "../output/lock-as-json.js";
import { print } from "../output/print.js";
import { formatSeconds } from "../output/seconds.js";
import { showName } from "../output/show-name.js";

export interface PeekOptions extends LocksOptions {
  readonly json?: boolean;
  readonly timeZone?: string;
}

/** Shows what Redis knows of a lock. */
export async function peek(name: string, { json, timeZone, ...which }: PeekOptions): Promise<void> {
  await using locks = await openLocks(which);
  const info = await locks.peek(name);
  if (json) print(JSON.stringify(lockAsJson(name, info)));
  else print(columns(rows(name, info, timeZone)));
}

function rows(name: string, info: LockInfo, timeZone?: string): string[][] {
  const { held, mode, acquiredAt, ttl, fence, waiting } = info;
  return [
    ["lock", showName(name)],
    ["state", held ? "held" : "free"],
    ...(mode === undefined ? [] : [["mode", mode]]),
    ...(mode === undefined || mode === "exclusive" ? [] : [["holders", holdersOf(info)]]),
    ...(acquiredAt === undefined
      ? []
      : [["since", `${formatTime(acquiredAt, timeZone)} ${zoneName(timeZone)}`]]),
    ...(held ? [["lease", leaseOf(ttl)]] : []),
    ...(fence === undefined ? [] : [["fence", held ? `${fence}` : `${fence}, of the last holder`]]),
    ...(waiting === undefined ? [] : [["waiting", `${waiting}`]]),
  ];
}

function holdersOf({ holders, limit }: LockInfo): string {
  return limit === undefined ? `${holders}` : `${holders} of ${limit}`;
}

function leaseOf(ttl: number): string {
  return Number.isFinite(ttl)
    ? `${formatSeconds(ttl)} left, unless it is renewed`
    : "without an end";
}
