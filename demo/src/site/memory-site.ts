import { setImmediate } from "node:timers/promises";
import { createMemoryLocks, type LockClient, type LockInfo, MemorySpace } from "@lockwire/core";
import type { Counter } from "../worker/counter.js";
import { LOCK_NAME } from "../worker/terms.js";
import type { Member, ReportListener } from "./member.js";
import type { Site, SiteLock } from "./site.js";
import { TaskMember } from "./task-member.js";

/** Tasks of one process that share its memory. */
export class MemorySite implements Site {
  readonly title = "Four tasks of one process, on the memory lock.";
  readonly locks = ["memory"] as const;
  readonly death = "went away without a release";
  readonly counter = new MemoryCounter();
  readonly #space = new MemorySpace();
  readonly #locks: LockClient = createMemoryLocks({ space: this.#space });

  hire(lock: SiteLock, number: number, listener: ReportListener): Member {
    const space = lock === "unguarded" ? new MemorySpace() : this.#space;
    const locks = createMemoryLocks({ space });
    return new TaskMember({ label: `task ${number}`, locks, counter: this.counter, listener });
  }

  peek(): Promise<LockInfo> {
    return this.#locks.peek(LOCK_NAME);
  }

  async countCommands(): Promise<undefined> {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#locks.close();
  }
}

/** Others run between its reads and its writes, as they do on a server. */
class MemoryCounter implements Counter {
  #value = 0;

  async read(): Promise<number> {
    const value = this.#value;
    await setImmediate();
    return value;
  }

  async write(value: number): Promise<void> {
    await setImmediate();
    this.#value = value;
  }
}
