import type { Family } from "./family.js";
import { listProcesses, type ProcessEntry } from "./list-processes.js";
import { signalProcess } from "./signal-process.js";

/** A command that shares its group with others, a pipeline's say, so that its family is who descends from it. */
export class ProcessTree implements Family {
  readonly #root: number;
  /** Whom a signal was sent to: one whose parent ended has another parent, and belongs to the family still. */
  #known: readonly ProcessEntry[] = [];

  constructor(root: number) {
    this.#root = root;
  }

  signal(signal: NodeJS.Signals): void {
    const all = listProcesses();
    const known = this.#known.filter((one) => all.some((other) => isSame(one, other)));
    const roots = all.filter(({ pid }) => pid === this.#root);
    this.#known = withDescendants([...roots, ...known], all);
    for (const { pid } of this.#known) signalProcess(pid, signal);
  }

  /** Of those that were signalled: others cannot be told from the other processes of the terminal. */
  outlives(): boolean {
    if (this.#known.length === 0) return false;
    const living = listProcesses().filter(({ zombie }) => !zombie);
    return this.#known.some((one) => living.some((other) => isSame(one, other)));
  }
}

/** A number that was given to another process meanwhile has another start. */
function isSame(one: ProcessEntry, other: ProcessEntry): boolean {
  return one.pid === other.pid && one.started === other.started;
}

function withDescendants(
  roots: readonly ProcessEntry[],
  all: readonly ProcessEntry[],
): readonly ProcessEntry[] {
  const found = new Map(roots.map((one) => [one.pid, one]));
  // A Map's iteration goes on to what is added on the way.
  for (const { pid } of found.values()) {
    for (const one of all) if (one.parent === pid) found.set(one.pid, one);
  }
  return [...found.values()];
}
