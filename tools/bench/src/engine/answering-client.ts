/** Of the keys and arguments: behind three keys and the token an acquire has its ttl, and a release has not. */
const TTL = 4;

/** A client of the shape that the locks take, which answers at once by itself: what is measured over it is the library alone. */
export class AnsweringClient {
  readonly status = "ready";
  readonly options = { keyPrefix: "" };
  readonly stream = { bytesRead: 0 };
  /** False: what is sent from then on stays unanswered. */
  answers = true;
  #fence = 1;

  eval(text: string, keyCount: number, ...keysAndArgs: string[]): Promise<number> {
    return this.evalsha(text, keyCount, ...keysAndArgs);
  }

  evalsha(_sha: string, _keyCount: number, ...keysAndArgs: string[]): Promise<number> {
    if (!this.answers) return new Promise(() => undefined);
    this.#fence += 64;
    return Promise.resolve(/^\d+$/.test(keysAndArgs[TTL] ?? "") ? this.#fence : 1);
  }

  duplicate(): AnsweringClient {
    return new AnsweringClient();
  }

  on(): this {
    return this;
  }

  off(): this {
    return this;
  }

  disconnect(): void {}
}
