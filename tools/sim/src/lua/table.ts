import { fault, type LuaValue } from "./value.js";

/** A table of Lua: what is numbered from 1 without a gap in an array, the rest in a map. */
export class LuaTable {
  readonly #list: LuaValue[] = [];
  #rest: Map<LuaValue, LuaValue> | undefined;

  /** The values stand at 1, 2, 3 and so on; a nil among them leaves a gap. */
  static of(values: readonly LuaValue[]): LuaTable {
    const table = new LuaTable();
    for (let index = 0; index < values.length; index++) table.set(index + 1, values[index]);
    return table;
  }

  get(key: LuaValue): LuaValue {
    if (typeof key === "number") {
      const value = this.#list[key - 1];
      if (value !== undefined) return value;
    }
    return this.#rest?.get(key);
  }

  set(key: LuaValue, value: LuaValue): void {
    if (typeof key === "number" && this.#setNumbered(key, value)) return;
    if (key === undefined) throw fault("table index is nil");
    if (Number.isNaN(key)) throw fault("table index is NaN");
    if (value === undefined) this.#rest?.delete(key);
    else {
      this.#rest ??= new Map();
      this.#rest.set(key, value);
    }
  }

  /** What `#` tells: the number of values before the first gap. */
  get length(): number {
    return this.#list.length;
  }

  /** For `unpack`, `concat` and `sort`. */
  slice(from: number, to: number): LuaValue[] {
    const values: LuaValue[] = [];
    for (let index = from; index <= to; index++) values.push(this.get(index));
    return values;
  }

  entries(): [LuaValue, LuaValue][] {
    const listed = this.#list.map((value, index): [LuaValue, LuaValue] => [index + 1, value]);
    return this.#rest ? [...listed, ...this.#rest] : listed;
  }

  insert(position: number, value: LuaValue): void {
    for (let index = this.length; index >= position; index--) this.set(index + 1, this.get(index));
    this.set(position, value);
  }

  remove(position: number): LuaValue {
    const { length } = this;
    const value = this.get(position);
    if (length === 0 || position > length) return undefined;
    for (let index = position; index < length; index++) this.set(index, this.get(index + 1));
    this.set(length, undefined);
    return value;
  }

  #setNumbered(key: number, value: LuaValue): boolean {
    const list = this.#list;
    const at = key - 1;
    if (at === list.length && value !== undefined) {
      list.push(value);
      this.#rest?.delete(key);
      this.#moveIn();
      return true;
    }
    if (!(at >= 0 && at < list.length && Number.isInteger(key))) return false;
    if (value !== undefined) list[at] = value;
    else this.#moveOut(at);
    return true;
  }

  /** What follows the list by now. */
  #moveIn(): void {
    if (!this.#rest || this.#rest.size === 0) return;
    for (;;) {
      const key = this.#list.length + 1;
      const value = this.#rest.get(key);
      if (value === undefined) return;
      this.#list.push(value);
      this.#rest.delete(key);
    }
  }

  /** A gap: what comes after it is in the list no more. */
  #moveOut(at: number): void {
    const after = this.#list.splice(at).slice(1);
    after.forEach((value, index) => {
      this.#rest ??= new Map();
      this.#rest.set(at + 2 + index, value);
    });
  }
}
