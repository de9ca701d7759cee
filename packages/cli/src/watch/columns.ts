import type { LockInfo } from "../locks.js";
import type { Align } from "../output/columns.js";
import { formatTime } from "../output/instant.js";
import { formatSeconds } from "../output/seconds.js";
import type { Rate } from "./handoff-rate.js";

interface Column {
  readonly head: string;
  readonly align: Align;
  /** The cell for a lock that was read. */
  readonly cell: (info: LockInfo, handoffs: Rate, timeZone: string | undefined) => string;
}

/** What `lockwire watch` shows of a lock, besides its name. */
export const COLUMNS: readonly Column[] = [
  { head: "HELD SINCE", align: "left", cell: since },
  { head: "MODE", align: "left", cell: formatMode },
  { head: "LEASE", align: "right", cell: lease },
  { head: "WAITING", align: "right", cell: ({ waiting }) => `${waiting ?? ""}` },
  { head: "HAND-OFFS/S", align: "right", cell: (_, handoffs) => formatRate(handoffs) },
];

export function formatRate({ perSecond, atLeast }: Rate): string {
  return `${atLeast ? "≥ " : ""}${perSecond.toFixed(1)}`;
}

/** The mode with the number of holders, if there can be several: `2 shared`, and `2 of 3` for a limit. */
export function formatMode({ mode, holders, limit }: LockInfo): string {
  if (mode === "shared") return `${holders} shared`;
  if (mode === "limited") return `${holders} of ${limit}`;
  return mode ?? "";
}

function since({ held, acquiredAt }: LockInfo, _: Rate, timeZone: string | undefined): string {
  if (!held) return "free";
  return acquiredAt === undefined ? "held" : formatTime(acquiredAt, timeZone);
}

function lease({ held, ttl }: LockInfo): string {
  if (!held) return "";
  return Number.isFinite(ttl) ? formatSeconds(ttl) : "no end";
}
