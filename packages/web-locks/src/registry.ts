import { sleep } from "@lockwire/core/backend";
import { Board } from "./board.js";
import { granted, type LockRecord, newRecord } from "./lock-record.js";
import { snapshotOf } from "./snapshot.js";
import type { Space } from "./space.js";
import type { LockManagerSnapshot, LockMode } from "./standard.js";

/** How long a snapshot waits for what is about to change, in ms: for answers, and for a release to reach the next process. */
const MOST_WAIT = 1_000;
/** The same where other processes are not known: what looks grantable may well be held by one of them. */
const MOST_WAIT_ALONE = 100;
const LONGEST_PAUSE = 50;

interface RegistryOptions {
  readonly clientId: string;
  readonly ttl: number;
}

/** The requests and locks of one manager, and what it knows of all others. */
export class Registry {
  readonly #space: Space;
  readonly #clientId: string;
  readonly #board: Board | undefined;

  constructor(space: Space, { clientId, ttl }: RegistryOptions) {
    this.#space = space;
    this.#clientId = clientId;
    const { extensions, name, writer } = space;
    if (extensions?.notes === undefined) return;
    const { notes, onClose } = extensions;
    this.#board = new Board({ notes, onClose, space: name, writer, ttl });
  }

  enter(name: string, mode: LockMode, state: "asking" | "pending"): LockRecord {
    const record = newRecord({ clientId: this.#clientId, name, mode }, state);
    this.#space.records.add(record);
    this.#board?.replace(undefined, record);
    return record;
  }

  /** The request has become a lock. */
  grant(request: LockRecord): LockRecord {
    const lock = granted(request);
    this.#space.records.delete(request);
    this.#space.records.add(lock);
    this.#board?.replace(request, lock);
    return lock;
  }

  /** Others know of the release no later than it takes effect. */
  releasing(lock: LockRecord): void {
    this.#board?.replace(lock, undefined);
  }

  leave(record: LockRecord): void {
    this.#space.records.delete(record);
    this.#board?.replace(record, undefined);
  }

  /** Resolves when other processes can read what was noted before. */
  async written(): Promise<void> {
    await this.#board?.written();
  }

  /**
   * A snapshot of the space. By the standard it comes after all steps of what was called before it; here these are under
   * way between processes, so it waits a moment for those that seem to be.
   */
  async snapshot(): Promise<LockManagerSnapshot> {
    const until = performance.now() + (this.#board ? MOST_WAIT : MOST_WAIT_ALONE);
    for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const others = (await this.#board?.read()) ?? [];
      const { held, pending, settled } = snapshotOf([...this.#space.records, ...others]);
      if (settled || performance.now() >= until) return { held, pending };
      await sleep(pause);
    }
  }
}
