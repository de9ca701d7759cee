import type { ClientExtensions, Notes } from "@lockwire/core/backend";
import { type LockRecord, noteOf, readNote } from "./lock-record.js";

/** How many records a manager notes: it bounds what it keeps on the server. Those beyond are known to its process only. */
const MOST_NOTES = 1_000;
/** A longer name is not noted. */
const LONGEST_NAME = 4_096;

export interface BoardOptions {
  readonly notes: Notes;
  readonly onClose: ClientExtensions["onClose"];
  /** The name of the space. */
  readonly space: string;
  /** The id of this process's part of the space. */
  readonly writer: string;
  readonly ttl: number;
}

/**
 * Tells other processes of this manager's records. A write that fails is not repeated: an added note is written again with
 * the next renewal, and one that was to be removed ends with its ttl. `read` reports what is wrong with the server.
 */
export class Board {
  readonly #options: BoardOptions;
  readonly #noted = new Map<LockRecord, string>();
  readonly #writing = new Set<Promise<void>>();
  #renewal: NodeJS.Timeout | undefined;
  /** Set while there is something to do when the client closes: a client does not keep the managers that it had. */
  #leaveClient: (() => void) | undefined;

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  /** One record in place of another, either of which there may not be. Sent at once, before what is sent after it. */
  replace(old: LockRecord | undefined, record: LockRecord | undefined): void {
    const remove = this.#take(old);
    const add = this.#put(record);
    if (remove.length + add.length > 0) this.#write(remove, add);
    this.#renewWhileNoted();
  }

  /** The records of others. */
  async read(): Promise<LockRecord[]> {
    const { notes, space, writer } = this.#options;
    const read = (await notes.read(space)).map(readNote);
    return read.flatMap((note) => (note && note.writer !== writer ? [note.record] : []));
  }

  /** Resolves when all that was sent is written, or has failed. */
  async written(): Promise<void> {
    await Promise.all(this.#writing);
  }

  /** Removes what is left, and resolves when everything is written. */
  async #close(): Promise<void> {
    const remove = [...this.#noted.values()];
    this.#noted.clear();
    this.#renewWhileNoted();
    if (remove.length > 0) this.#write(remove, []);
    await this.written();
  }

  #take(record: LockRecord | undefined): string[] {
    const text = record && this.#noted.get(record);
    if (record) this.#noted.delete(record);
    return text === undefined ? [] : [text];
  }

  #put(record: LockRecord | undefined): string[] {
    if (!record || record.state === "asking") return [];
    if (this.#noted.size >= MOST_NOTES || record.name.length > LONGEST_NAME) return [];
    const text = noteOf(this.#options.writer, record);
    this.#noted.set(record, text);
    return [text];
  }

  #write(remove: readonly string[], add: readonly string[]): void {
    const { notes, space, ttl } = this.#options;
    this.#leaveClient ??= this.#options.onClose(() => this.#close());
    const end = () => {
      this.#writing.delete(writing);
      if (this.#noted.size > 0 || this.#writing.size > 0) return;
      this.#leaveClient?.();
      this.#leaveClient = undefined;
    };
    const writing = notes.write(space, { remove, add, ttl }).then(end, end);
    this.#writing.add(writing);
  }

  #renewWhileNoted(): void {
    if (this.#noted.size === 0) {
      clearInterval(this.#renewal);
      this.#renewal = undefined;
      return;
    }
    const renew = () => this.#write([], [...this.#noted.values()]);
    this.#renewal ??= setInterval(renew, this.#options.ttl / 3).unref();
  }
}
