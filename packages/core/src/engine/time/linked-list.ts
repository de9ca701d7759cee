/** An entry in a list, until it leaves. */
export class Entry<T> {
  readonly value: T;
  next: Entry<T> | undefined;
  previous: Entry<T> | undefined;
  #list: LinkedList<T> | undefined;

  constructor(value: T, list: LinkedList<T>, previous: Entry<T> | undefined) {
    this.value = value;
    this.#list = list;
    this.previous = previous;
  }

  /** False if it had already left. */
  leave(): boolean {
    const list = this.#list;
    if (list === undefined) return false;
    this.#list = undefined;
    list.unlink(this);
    return true;
  }
}

/**
 * A list in order of arrival; each entry can leave in constant time. An entry that has left points at no other. A Set or a
 * Map links the tables that it outgrew, so one entry that survives a collection keeps all later ones alive, and collecting
 * them was half of the cost of many short holds.
 */
export class LinkedList<T> {
  #head: Entry<T> | undefined;
  #tail: Entry<T> | undefined;

  add(value: T): Entry<T> {
    const entry = new Entry(value, this, this.#tail);
    if (this.#tail) this.#tail.next = entry;
    else this.#head = entry;
    this.#tail = entry;
    return entry;
  }

  get first(): T | undefined {
    return this.#head?.value;
  }

  get empty(): boolean {
    return this.#head === undefined;
  }

  /** A snapshot of the entries, which may leave meanwhile. */
  entries(): Entry<T>[] {
    const entries: Entry<T>[] = [];
    for (let entry = this.#head; entry; entry = entry.next) entries.push(entry);
    return entries;
  }

  /** Only for `Entry.leave`. */
  unlink(entry: Entry<T>): void {
    const { next, previous } = entry;
    if (previous) previous.next = next;
    else this.#head = next;
    if (next) next.previous = previous;
    else this.#tail = previous;
    entry.next = undefined;
    entry.previous = undefined;
  }
}
