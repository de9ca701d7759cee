import { convertArguments } from "./arguments.js";
import type { Lock } from "./lock.js";
import { refuse } from "./refuse.js";
import { Registry } from "./registry.js";
import { type Agent, request } from "./request.js";
import type { Space } from "./space.js";
import type { LockGrantedCallback, LockManagerSnapshot, LockOptions } from "./standard.js";
import { asInterface, CREATES, checkCreates } from "./web-idl.js";

/** The standard's `LockManager`: https://w3c.github.io/web-locks/#api-lock-manager */
export class LockManager {
  readonly #agent: Agent;

  static {
    asInterface(LockManager.prototype, "LockManager", ["request", "query"]);
  }

  /** @throws {TypeError} always: `createWebLocks` creates the managers. */
  constructor(key: unknown, agent: Agent) {
    checkCreates(key);
    this.#agent = agent;
  }

  /**
   * Requests a lock, calls back once it is held, and releases it when the callback's result has settled. Then settles with
   * that result.
   *
   * @throws {DOMException} an AbortError if the lock was stolen or lost while the callback ran; a NotSupportedError on
   *   mutually exclusive options, and on a name that starts with a hyphen.
   * @throws the `reason` of `options.signal`, if that signal aborts before the lock is granted.
   * @throws {TypeError} on a bad argument.
   * @throws {LockModeError | LockBackendError | LockClosedError} as the lock client does.
   */
  request<T>(name: string, callback: LockGrantedCallback<T, Lock>): Promise<Awaited<T>>;
  request<T>(
    name: string,
    options: LockOptions & { readonly ifAvailable?: false | undefined },
    callback: LockGrantedCallback<T, Lock>,
  ): Promise<Awaited<T>>;
  request<T>(
    name: string,
    options: LockOptions,
    callback: LockGrantedCallback<T, Lock | null>,
  ): Promise<Awaited<T>>;
  async request(name: unknown, second: unknown, ...rest: readonly unknown[]): Promise<unknown> {
    const agent = this.#agent;
    const wanted = convertArguments(name, second, rest);
    refuse(wanted.name, wanted.options);
    return request(agent, wanted);
  }

  /**
   * Returns the locks and requests of the space: all from this process, and those that other processes have noted on the
   * server. Waits for up to a second if a request is about to be granted.
   *
   * @throws {LockBackendError} if the server cannot be read.
   */
  async query(): Promise<LockManagerSnapshot> {
    return this.#agent.registry.snapshot();
  }
}

export function createLockManager(
  space: Space,
  { clientId, ttl }: { readonly clientId: string; readonly ttl: number },
): LockManager {
  const registry = new Registry(space, { clientId, ttl });
  return new LockManager(CREATES, { space, registry, ttl });
}
