import { ErrorReply, WRONG_TYPE } from "./reply.js";
import { SortedSet } from "./sorted-set.js";

export type Value = string | SortedSet | Map<string, string> | string[];

/** A key's value, and when it expires by the server's clock, in ms. */
export interface Kept {
  value: Value;
  expireAt: number | undefined;
}

/** The keys of one server. */
export class Keyspace {
  readonly #keys = new Map<string, Kept>();
  readonly #now: () => number;
  /** How often any of them was changed, for those who keep what they have read. */
  changes = 0;

  /** @param now the server's clock, in ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get(key: string): Kept | undefined {
    const kept = this.#keys.get(key);
    if (!kept || kept.expireAt === undefined || kept.expireAt > this.#now()) return kept;
    this.#keys.delete(key);
    this.changes += 1;
    return undefined;
  }

  string(key: string): string | undefined {
    const value = this.get(key)?.value;
    if (value === undefined || typeof value === "string") return value;
    throw new ErrorReply(WRONG_TYPE);
  }

  sortedSet(key: string): SortedSet | undefined {
    const value = this.get(key)?.value;
    if (value === undefined || value instanceof SortedSet) return value;
    throw new ErrorReply(WRONG_TYPE);
  }

  hash(key: string): Map<string, string> | undefined {
    const value = this.get(key)?.value;
    if (value === undefined || value instanceof Map) return value;
    throw new ErrorReply(WRONG_TYPE);
  }

  list(key: string): string[] | undefined {
    const value = this.get(key)?.value;
    if (value === undefined || Array.isArray(value)) return value;
    throw new ErrorReply(WRONG_TYPE);
  }

  /** Sets or replaces a key, or touches one whose value was changed in place; an empty collection goes. */
  set(key: string, value: Value, expireAt = this.get(key)?.expireAt): void {
    if (isEmpty(value)) this.#keys.delete(key);
    else this.#keys.set(key, { value, expireAt });
    this.changes += 1;
  }

  /** Sets or takes away the expiry of a key that is there. A moment that has passed deletes it. */
  expire(key: string, at: number | undefined): void {
    const kept = this.#keys.get(key);
    if (!kept) return;
    if (at !== undefined && at <= this.#now()) this.#keys.delete(key);
    else kept.expireAt = at;
    this.changes += 1;
  }

  replace(key: string, value: Value, expireAt: number | undefined): void {
    this.#keys.set(key, { value, expireAt });
    this.changes += 1;
  }

  delete(key: string): boolean {
    if (!this.get(key)) return false;
    this.#keys.delete(key);
    this.changes += 1;
    return true;
  }

  /** Those that have not expired. */
  names(): string[] {
    return [...this.#keys.keys()].filter((key) => this.get(key));
  }

  clear(): void {
    this.#keys.clear();
    this.changes += 1;
  }

  /** A copy of a key as it is, for a replica. */
  copyOf(key: string): Kept | undefined {
    const kept = this.#keys.get(key);
    return kept && { value: copy(kept.value), expireAt: kept.expireAt };
  }

  /** Takes over what a primary has, its expired keys included. */
  adopt(key: string, kept: Kept | undefined): void {
    if (kept) this.#keys.set(key, { value: copy(kept.value), expireAt: kept.expireAt });
    else this.#keys.delete(key);
    this.changes += 1;
  }

  rawNames(): string[] {
    return [...this.#keys.keys()];
  }
}

function isEmpty(value: Value): boolean {
  if (typeof value === "string") return false;
  return Array.isArray(value) ? value.length === 0 : value.size === 0;
}

function copy(value: Value): Value {
  if (typeof value === "string") return value;
  if (value instanceof SortedSet) return value.copy();
  return Array.isArray(value) ? [...value] : new Map(value);
}
