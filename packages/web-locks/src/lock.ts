import type { LockMode } from "./standard.js";
import { asInterface, CREATES, checkCreates } from "./web-idl.js";

/** What a callback is given: the name and mode of the lock that it holds. */
export class Lock {
  readonly #name: string;
  readonly #mode: LockMode;

  static {
    asInterface(Lock.prototype, "Lock", ["name", "mode"]);
  }

  /** @throws {TypeError} always: `request` creates the locks. */
  constructor(key?: unknown, name = "", mode: LockMode = "exclusive") {
    checkCreates(key);
    this.#name = name;
    this.#mode = mode;
  }

  get name(): string {
    return this.#name;
  }

  get mode(): LockMode {
    return this.#mode;
  }
}

export function createLock(name: string, mode: LockMode): Lock {
  return new Lock(CREATES, name, mode);
}
