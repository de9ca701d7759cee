import { setTimeout as sleep } from "node:timers/promises";
import type { HoldMode, LockClient } from "@lockwire/core";
import { monotonic, type Random } from "@lockwire/harness";
import type { Holder } from "./holder.js";
import type { Load } from "./protocol.js";
import type { ResourceClient } from "./resource-client.js";
import { wishOf } from "./sharing.js";

/** After a call that failed at once, in ms. */
const PAUSE = 20;

export interface LoadTools {
  readonly clients: readonly LockClient[];
  readonly holder: Holder;
  readonly resource: ResourceClient;
  readonly random: Random;
  readonly mode: HoldMode;
}

/** The loops of one load: each takes a name, uses the resource under it, and gives it back. */
export class LoadRun {
  readonly #tools: LoadTools;
  readonly #load: Load;
  readonly #loops: Promise<number>[];
  readonly #halt = new AbortController();

  constructor(tools: LoadTools, load: Load) {
    this.#tools = tools;
    this.#load = load;
    this.#loops = Array.from({ length: load.loops }, (_, i) => this.#loop(i));
  }

  /** Resolves with how often the lock was had, once every loop has made its rounds. */
  async finish(): Promise<number> {
    const rounds = await Promise.all(this.#loops);
    return rounds.reduce((sum, each) => sum + each, 0);
  }

  /** Cancels the waits; whoever holds a lock gives it back. */
  async halt(): Promise<number> {
    this.#halt.abort(new Error("halted"));
    return this.finish();
  }

  async #loop(index: number): Promise<number> {
    const { rounds = Number.POSITIVE_INFINITY } = this.#load;
    const { clients } = this.#tools;
    const client = clients[index % clients.length];
    let had = 0;
    for (let round = 0; client && round < rounds && !this.#halt.signal.aborted; round++) {
      if (await this.#round(client)) had += 1;
    }
    return had;
  }

  async #round(client: LockClient): Promise<boolean> {
    const { holder, random } = this.#tools;
    const { names, terms } = this.#load;
    const started = performance.now();
    const wish = { ...this.#wish(), ...terms };
    const answer = await holder.acquire(client, random.pick(names), wish, this.#halt.signal);
    const { op, held } = answer;
    if (op === undefined || !held) {
      if (performance.now() - started < PAUSE) await sleep(PAUSE);
      return false;
    }
    await this.#use(op);
    await holder.release(op);
    holder.forget(op);
    return true;
  }

  #wish(): ReturnType<typeof wishOf> {
    const { mode, random } = this.#tools;
    const mayJoin = mode === "shared" || this.#load.mixed === true;
    return mode === "exclusive" ? {} : wishOf(mode, mayJoin && random.int(0, 1) === 1);
  }

  /** Stays for the hold's time, or until the lock is lost. */
  async #use(op: string): Promise<void> {
    const { holder, resource, random } = this.#tools;
    const lock = holder.lock(op);
    const until = monotonic() + lock.remaining();
    if (!(await resource.enter(lock, until))) return;
    const [min, max] = this.#load.hold;
    const { signal } = lock;
    if (max > 0) await sleep(random.int(min, max), undefined, { signal }).catch(() => undefined);
    await resource.leave(lock);
  }
}
