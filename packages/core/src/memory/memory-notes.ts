import type { NotesChange } from "../contract/extensions.js";
import { now } from "../engine/time/clock.js";

/** The notes of a space: for each board, the texts and when each expires. */
export class MemoryNotes {
  readonly #boards = new Map<string, Map<string, number>>();

  write(board: string, { remove, add, ttl }: NotesChange): void {
    const notes = this.#kept(board);
    for (const text of remove) notes.delete(text);
    for (const text of add) notes.set(text, now() + ttl);
    if (notes.size > 0) this.#boards.set(board, notes);
    else this.#boards.delete(board);
  }

  read(board: string): string[] {
    return [...this.#kept(board).keys()];
  }

  #kept(board: string): Map<string, number> {
    const time = now();
    const notes = this.#boards.get(board) ?? new Map<string, number>();
    for (const [text, expiresAt] of notes) if (expiresAt <= time) notes.delete(text);
    return notes;
  }
}
