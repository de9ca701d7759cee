import { STANDARD } from "./standard.js";

/** What every function of the compiled code has of its own. */
interface Frame {
  /** For the first operand of `and` and `or`. */
  temporaries: number;
  readonly numbers: { next: number };
}

/** The names that can be seen at a place of a script, and what they are called in the compiled code. */
export class Scope {
  readonly #names = new Map<string, string>();
  readonly #outer: Scope | undefined;
  readonly #frame: Frame;

  private constructor(outer: Scope | undefined, frame: Frame) {
    this.#outer = outer;
    this.#frame = frame;
  }

  static ofChunk(names: readonly string[]): Scope {
    const scope = new Scope(undefined, { temporaries: 0, numbers: { next: 1 } });
    for (const name of names) scope.#names.set(name, name);
    return scope;
  }

  block(): Scope {
    return new Scope(this, this.#frame);
  }

  function(): Scope {
    return new Scope(this, { temporaries: 0, numbers: this.#frame.numbers });
  }

  declare(name: string): string {
    const own = this.fresh(name);
    this.#names.set(name, own);
    return own;
  }

  /** A name that nothing in the script has. */
  fresh(name: string): string {
    const { numbers } = this.#frame;
    numbers.next += 1;
    return `${name}_${numbers.next}`;
  }

  /** Undefined for a name that is no local one. */
  local(name: string): string | undefined {
    return this.#names.get(name) ?? this.#outer?.local(name);
  }

  /** What a global name is read as. */
  global(name: string): string {
    return STANDARD.has(name) ? `$${name}` : `rt.missing(${JSON.stringify(name)})`;
  }

  temporary(): string {
    this.#frame.temporaries += 1;
    return `t${this.#frame.temporaries}`;
  }

  /** The declaration of the temporaries, once the whole function is compiled. */
  get temporaries(): string {
    const count = this.#frame.temporaries;
    return count === 0
      ? ""
      : `let ${Array.from({ length: count }, (_, at) => `t${at + 1}`).join(", ")};`;
  }
}
