import { EventEmitter } from "eventemitter3";
import { asError } from "../checks/as-error.js";
import { checkChoice } from "../checks/check-choice.js";
import { checkFunction } from "../checks/check-function.js";
import { isThenable } from "../checks/is-thenable.js";
import type { LockEvents } from "../contract/events.js";

const EVENTS: readonly (keyof LockEvents)[] = [
  "waiting",
  "acquired",
  "extended",
  "released",
  "lost",
  "degraded",
  "restored",
  "error",
];

type Handler = (payload: never) => void;

/** The client's events. Listeners subscribe through the client; only the engine emits. */
export class Emitter {
  readonly #events = new EventEmitter<Record<string, Handler>>();

  on<E extends keyof LockEvents>(event: E, listener: (payload: LockEvents[E]) => void): () => void {
    checkChoice("event", event, EVENTS);
    checkFunction("listener", listener);
    const guarded = (payload: LockEvents[E]) => {
      const fail = (error: unknown) => this.#listenerFailed(event, payload.name, error);
      try {
        const returned: unknown = listener(payload);
        if (isThenable(returned)) returned.then(undefined, fail);
      } catch (error) {
        fail(error);
      }
    };
    this.#events.on(event, guarded);
    return () => this.#events.off(event, guarded);
  }

  emit<E extends keyof LockEvents>(event: E, payload: LockEvents[E]): void {
    this.#events.emit(event, payload as never);
  }

  /** Whether anybody listens, so that a payload is worth building. */
  heard(event: keyof LockEvents): boolean {
    return this.#events.listenerCount(event) > 0;
  }

  clear(): void {
    this.#events.removeAllListeners();
  }

  /** Reports a failure of user code that no caller is waiting for: as a process warning if nobody listens for `error`. */
  fail(name: string, thrown: unknown): void {
    const error = asError(thrown);
    if (this.heard("error")) this.emit("error", { name, error });
    else warn(error);
  }

  /** A listener's failure must not reach a lock's holder. If an `error` listener fails, it becomes a process warning. */
  #listenerFailed(event: keyof LockEvents, name: string, thrown: unknown): void {
    const error = asError(thrown);
    if (event !== "error") this.emit("error", { name, error });
    else warn(error);
  }
}

/** Passes text, since Node 20 throws on an error from another realm, and inside Jest every error is one. */
function warn({ name, message, stack }: Error): void {
  process.emitWarning(String(message), { type: String(name), detail: String(stack) });
}
