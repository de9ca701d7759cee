import { waitUntil } from "@lockwire/support";
import type { Entry } from "../history/event.js";
import { readHistory } from "../history/read-history.js";
import type { Worker } from "./worker.js";

/** Each look costs something, and a busy machine takes its time. */
export const PATIENT = { every: 40, timeout: 30_000 };

/** What the processes of a stage note, while they run. */
export class HistoryWatch {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What has been noted so far, in the order of time. */
  read(): Promise<Entry[]> {
    return readHistory(this.#folder);
  }

  /** Resolves once the processes have noted so many events of a kind, or one of them has. */
  async noted(event: Entry["event"], count: number, by?: Worker): Promise<void> {
    await waitUntil(async () => (await this.count(event, by)) >= count, {
      what: `${count} times "${event}" in the histories`,
      ...PATIENT,
    });
  }

  /** How often the processes have noted a kind of event, or one of them has. */
  async count(event: Entry["event"], by?: Worker): Promise<number> {
    const history = await this.read();
    return history.filter((entry) => entry.event === event && (!by || entry.by === by.id)).length;
  }

  /** Resolves once so many calls of the worker wait, or have settled because there was nothing to wait for. */
  async begun({ id }: Worker, count = 1): Promise<void> {
    const begun = async () =>
      (await this.read()).filter(
        ({ by, event }) =>
          by === id && (event === "waiting" || event === "acquired" || event === "refused"),
      ).length >= count;
    await waitUntil(begun, { what: `${count} calls of ${id} to wait`, ...PATIENT });
  }

  /** Resolves once the name has had so many more holders. */
  async served(name: string, times: number): Promise<void> {
    const holders = async () =>
      (await this.read()).filter((entry) => entry.event === "acquired" && entry.name === name)
        .length;
    const before = await holders();
    const what = `${times} more holders of ${name}`;
    await waitUntil(async () => (await holders()) >= before + times, { what, ...PATIENT });
  }
}
