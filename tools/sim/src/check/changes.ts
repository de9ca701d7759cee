import type { MemoryRedis } from "../redis/memory-redis.js";
import { lockOf, type ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { acquisitionOf } from "../stage/token.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import type { ServerView } from "./server-view.js";

/** The number of the last change of each holder of a lock. */
interface Seen {
  /** After a failover it is another one, which may not have the last changes. */
  readonly redis: MemoryRedis;
  readonly numbers: ReadonlyMap<string, number>;
}

/** The scripts that change a lease under its number. */
const CHANGING: ReadonlySet<string> = new Set(["DOWNGRADE", "UPGRADE", "RENEW", "RENEW_SLOT"]);

/**
 * M, judged by the state after each script and at once: a change of a lease that arrives late, behind a later one, is not
 * made. Its holder would believe to have the lock for itself and share it, or the other way round.
 */
export class Changes implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  readonly #seen = new Map<string, Seen>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  ran({ script, keys, args, alone }: ScriptRun): void {
    const name = lockOf({ keys });
    const { redis } = this.#stage.host;
    const before = this.#seen.get(name);
    const numbers = this.#numbersOf(name);
    this.#seen.set(name, { redis, numbers });
    if (!alone || !CHANGING.has(script) || before?.redis !== redis) return;
    const [token = ""] = args;
    const [was, is] = [before.numbers.get(token), numbers.get(token)];
    if (was === undefined || is === undefined || is >= was) return;
    throw new Violation(
      "M",
      `${script} makes change ${is} of ${token} to ${name}, behind its change ${was}`,
    );
  }

  #numbersOf(name: string): ReadonlyMap<string, number> {
    const numbers = new Map<string, number>();
    for (const each of this.#view.tokens(name)) {
      const token = acquisitionOf(each);
      const number = this.#view.changesOf(name, token);
      if (number !== undefined) numbers.set(token, number);
    }
    return numbers;
  }
}
