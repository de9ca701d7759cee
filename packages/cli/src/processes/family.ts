import { findProcess, listProcesses, type ProcessEntry } from "./list-processes.js";
import { signalProcess } from "./signal-process.js";

interface Member extends ProcessEntry {
  /** Whether it is the watchdog of a `lockwire run` in the family, or below that. */
  readonly nested: boolean;
}

/**
 * A command with the processes that it started: its descendants, and everyone in the sessions that it and they opened.
 * On a terminal the command shares session and group with others, a pipeline's say, who do not belong to it.
 */
export class Family {
  /** Of the terminal, if the command has one. */
  readonly #shared: ProcessEntry | undefined;
  /** The family's own ones, and whether one is nested: a session stays when the process that opened it is gone. */
  readonly #sessions = new Map<number, boolean>();
  /** Whom a signal was sent to: one whose parent ended has another parent, and belongs to the family still. */
  #known: readonly Member[] = [];

  /** @param terminal whether the command shares session and group with this process, rather than leading its own */
  constructor(command: number, terminal: boolean) {
    if (!terminal) this.#sessions.set(command, false);
    else {
      this.#shared = findProcess(command);
      if (this.#shared !== undefined) this.#known = [{ ...this.#shared, nested: false }];
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#known = this.#find();
    const reached = this.#known.filter((one) => isMeant(signal, one));
    const isShared = ({ group }: Member) => group === this.#shared?.group;
    // A group at once, as its members could start others meanwhile.
    const groups = new Set(reached.filter((one) => !isShared(one)).map(({ group }) => group));
    for (const group of groups) signalProcess(-group, signal);
    for (const one of reached) if (isShared(one)) signalProcess(one.pid, signal);
  }

  /**
   * Whether any of them is left once the command itself has ended. On a terminal only those that were signalled: others
   * cannot be told from the other processes of the terminal.
   */
  outlives(): boolean {
    return this.#find().some(({ zombie }) => !zombie);
  }

  #find(): readonly Member[] {
    const all = listProcesses();
    const found = new Map<number, Member>();
    const add = (one: ProcessEntry, nested: boolean) => {
      found.set(one.pid, { ...one, nested });
      if (one.session === this.#shared?.session || this.#sessions.has(one.session)) return;
      this.#sessions.set(one.session, nested);
    };
    for (const known of this.#known) {
      const one = all.find(({ pid, started }) => pid === known.pid && started === known.started);
      if (one !== undefined) add(one, known.nested);
    }
    let before: number;
    do {
      before = found.size;
      for (const one of all) {
        if (found.has(one.pid)) continue;
        const nested =
          found.get(one.parent)?.nested ??
          this.#sessions.get(one.session) ??
          this.#sessions.get(one.serves ?? 0);
        if (nested !== undefined) add(one, nested || one.serves !== undefined);
      }
    } while (found.size > before);
    return [...found.values()];
  }
}

/**
 * Whether a member gets a signal from here. What ends or continues a command reaches that of a nested `lockwire run`
 * once, through that run, which looks after its own lock first. It is stopped and killed from here, and its watchdog is
 * not stopped, so that it can end the command in time.
 */
function isMeant(signal: NodeJS.Signals, { nested, serves }: Member): boolean {
  if (signal === "SIGKILL" || !nested) return true;
  return signal === "SIGSTOP" && serves === undefined;
}
