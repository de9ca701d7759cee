import type { LockInfo } from "@lockwire/core";
import type { Counter } from "../worker/counter.js";
import type { LockKind } from "../worker/lock-kind.js";
import type { Member, ReportListener } from "./member.js";

export type SiteLock = LockKind | "memory";

/** Where the workers live, and what they share. */
export interface Site extends AsyncDisposable {
  /** One line about it. */
  readonly title: string;
  /** The kinds of lock that it can show, the first one with a dead holder too. */
  readonly locks: readonly [SiteLock, ...SiteLock[]];
  readonly counter: Counter;
  /** What happened to a holder that never comes back, as in "process 4711 was killed". */
  readonly death: string;
  hire(lock: SiteLock, number: number, listener: ReportListener): Member;
  /** What is known of the workers' lock now. */
  peek(): Promise<LockInfo>;
  /** Begins to count the commands that the locks send; undefined where there are none. */
  countCommands(): Promise<(() => Promise<number>) | undefined>;
}
