import type { LockInfo } from "../locks.js";
import { formatTime, zoneName } from "../output/instant.js";
import { print } from "../output/print.js";
import { formatSeconds } from "../output/seconds.js";
import { showName } from "../output/show-name.js";
import { formatMode, formatRate } from "./columns.js";
import type { Rate } from "./handoff-rate.js";
import type { Sight } from "./observer.js";
import type { Screen } from "./screen.js";

/** A line for each change, for a file or a pipe. */
export class PlainScreen implements Screen {
  readonly #timeZone: string | undefined;
  readonly #last = new Map<string, string>();

  constructor(timeZone?: string) {
    this.#timeZone = timeZone;
  }

  show(sights: readonly Sight[]): void {
    for (const sight of sights) {
      const state = stateOf(sight);
      if (this.#last.get(sight.name) === state) continue;
      this.#last.set(sight.name, state);
      const now = `${formatTime(Date.now(), this.#timeZone)} ${zoneName(this.#timeZone)}`;
      print(`${now}  ${showName(sight.name)}: ${describe(sight, this.#timeZone)}`);
    }
  }

  close(): void {}
}

/** The values whose change is worth a new line: everything but the running time. */
function stateOf(sight: Sight): string {
  if ("error" in sight) return sight.error.message;
  if (!("info" in sight)) return "";
  const { ttl: _, ...state } = sight.info;
  return JSON.stringify(state);
}

function describe(sight: Sight, timeZone: string | undefined): string {
  if ("error" in sight) return sight.error.message;
  if (!("info" in sight)) return "not seen yet";
  return [...holder(sight.info, timeZone), ...traffic(sight.info, sight.handoffs)].join(", ");
}

function holder(info: LockInfo, timeZone: string | undefined): string[] {
  const { held, acquiredAt, ttl, mode } = info;
  if (!held) return ["free"];
  const since = acquiredAt === undefined ? "" : ` since ${formatTime(acquiredAt, timeZone)}`;
  const modes = mode === undefined ? [] : [formatMode(info)];
  return [`held${since}`, ...modes, Number.isFinite(ttl) ? `${formatSeconds(ttl)} left` : "no end"];
}

function traffic({ waiting }: LockInfo, handoffs: Rate): string[] {
  return [
    ...(waiting === undefined ? [] : [`${waiting} waiting`]),
    `${formatRate(handoffs)} hand-offs/s`,
  ];
}
