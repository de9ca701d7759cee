import { createHash } from "node:crypto";

/** The name of a queue has at most 255 bytes; what is longer than this is hashed. */
const LONGEST = 150;

/** The names of the locks' queues. */
export class QueueNames {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Exists while the lock is held. */
  lock(name: string): string {
    return `${this.#prefix}lock:${encoded(name)}`;
  }

  /** Exists while somebody waits. */
  line(name: string): string {
    return `${this.#prefix}line:${encoded(name)}`;
  }

  /** Where a client hears of what others ask its locks. */
  inbox(client: string): string {
    return `${this.#prefix}client:${client}`;
  }

  isInbox(queue: string): boolean {
    return queue.startsWith(`${this.#prefix}client:`);
  }

  /** The stream that fences are counted by. */
  get fences(): string {
    return `${this.#prefix}fences`;
  }
}

/** Printable, since the broker strips line breaks, and of different names never the same. */
function encoded(name: string): string {
  const text = encodeURIComponent(name);
  if (text.length <= LONGEST) return text;
  return `#${createHash("sha256").update(name).digest("base64url")}`;
}
