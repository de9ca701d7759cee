interface Node<T> {
  readonly value: T;
  next: Node<T> | undefined;
  previous: Node<T> | undefined;
}

/** A queue whose entries can leave from anywhere in constant time; `add` returns the way out. */
export class Fifo<T> {
  #head: Node<T> | undefined;
  #tail: Node<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(value: T): () => void {
    const node: Node<T> = { value, next: undefined, previous: this.#tail };
    if (this.#tail) this.#tail.next = node;
    else this.#head = node;
    this.#tail = node;
    this.#size += 1;
    let present = true;
    return () => {
      if (!present) return;
      present = false;
      this.#unlink(node);
    };
  }

  get first(): T | undefined {
    return this.#head?.value;
  }

  #unlink(node: Node<T>): void {
    if (node.previous) node.previous.next = node.next;
    else this.#head = node.next;
    if (node.next) node.next.previous = node.previous;
    else this.#tail = node.previous;
    this.#size -= 1;
  }
}
