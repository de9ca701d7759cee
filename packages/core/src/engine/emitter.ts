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

/** The client's events. Listeners subscribe through the client; emitting stays in here. */
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

  /** Whether building a payload is worth it. */
  heard(event: keyof LockEvents): boolean {
    return this.#events.listenerCount(event) > 0;
  }

  clear(): void {
    this.#events.removeAllListeners();
  }

  /** Tells of a failure of the user's own code that no caller waits for: as a warning where nobody listens for errors. */
  fail(name: string, thrown: unknown): void {
    const error = asError(thrown);
    if (this.heard("error")) this.emit("error", { name, error });
    else warn(error);
  }

  /** A listener's failure must not reach the holder of a lock; one of an `error` listener has nowhere else to go. */
  #listenerFailed(event: keyof LockEvents, name: string, thrown: unknown): void {
    const error = asError(thrown);
    if (event !== "error") this.emit("error", { name, error });
    else warn(error);
  }
}

/** As text: Node 20 throws on an error of another realm, as every error is within Jest. */
function warn({ name, message, stack }: Error): void {
  process.emitWarning(String(message), { type: String(name), detail: String(stack) });
}
