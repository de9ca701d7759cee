const known = new WeakMap<AbortSignal, Callbacks>();

/**
 * Calls back once when the signal aborts, unless the returned function is called before. All callers share one listener per
 * signal: Node warns of a leak at the eleventh, and a program may share one signal among hundreds of waiters.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = known.get(signal);
  if (callbacks === undefined) {
    callbacks = new Callbacks(signal);
    known.set(signal, callbacks);
  }
  return callbacks.add(callback);
}

class Callbacks {
  readonly #present = new Set<() => void>();
  readonly #signal: AbortSignal;
  readonly #call = () => {
    for (const callback of this.#present) callback();
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  add(callback: () => void): () => void {
    const own = () => callback();
    if (this.#present.size === 0) {
      this.#signal.addEventListener("abort", this.#call, { once: true });
    }
    this.#present.add(own);
    return () => {
      if (this.#present.delete(own) && this.#present.size === 0) {
        this.#signal.removeEventListener("abort", this.#call);
      }
    };
  }
}
