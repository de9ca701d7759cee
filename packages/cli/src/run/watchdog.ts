import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { EXIT } from "../exit-codes.js";
import { Failure } from "../failure.js";
import { Family } from "../processes/family.js";
import { killAll } from "../processes/kill-all.js";
import type { EndedMessage, FromWatchdog, StartMessage, ToWatchdog } from "../watchdog/messages.js";

/** Beside what is built of this. */
const PROGRAM = fileURLToPath(new URL("./watchdog.js", import.meta.url));

/** The process that runs the command, and ends it if this one is killed or stopped; see `watchdog/main.ts`. */
export class Watchdog {
  readonly #process: ChildProcess;
  readonly #terminal: boolean;
  readonly #result: Promise<EndedMessage>;
  #program = "";
  #family: Family | undefined;
  /** Called when the terminal's group goes on after it was stopped. */
  onContinued: () => void = () => undefined;

  /** @param terminal whether the command stays in the terminal's foreground group, and the watchdog with it */
  constructor(terminal: boolean) {
    this.#terminal = terminal;
    this.#process = start(terminal);
    this.#result = this.#listen();
    // Nobody may be waiting yet.
    this.#result.catch(() => undefined);
  }

  /**
   * Runs the command to its end.
   *
   * @throws {Failure} when it could not be started, or when the watchdog ended before it.
   */
  run(start: Omit<StartMessage, "type" | "terminal">): Promise<EndedMessage> {
    this.#program = start.program;
    this.tell({ type: "start", terminal: this.#terminal, ...start });
    return this.#result;
  }

  /** Resolves once it was told. */
  async tell(message: ToWatchdog): Promise<void> {
    // When it is gone, `exit` says so, and `error` when it could not be started.
    if (!this.#process.connected) return;
    await new Promise((resolve) => this.#process.send(message, resolve));
  }

  /** Kills the command from here: for a lock whose time is over, whatever the watchdog does. */
  kill(): void {
    this.#family?.signal("SIGKILL");
  }

  close(): void {
    if (this.#process.connected) this.#process.disconnect();
  }

  #listen(): Promise<EndedMessage> {
    return new Promise((resolve, reject) => {
      this.#process.on("message", (message: FromWatchdog) => {
        if (message.type === "started") this.#family = new Family(message.pid, this.#terminal);
        else if (message.type === "continued") this.onContinued();
        else {
          this.#family = undefined;
          if (message.type === "ended") resolve(message);
          else reject(startFailure(this.#program, message.code));
        }
      });
      this.#process.once("error", (cause) => {
        reject(noProcess(cause.message));
      });
      this.#process.once("exit", async () => {
        if (this.#family !== undefined) await killAll(this.#family);
        reject(new Failure(EXIT.software, "the watchdog was ended, so the command was killed"));
      });
    });
  }
}

/** @throws {Failure} on a lack of memory, which Node throws; on others the process emits `error`. */
function start(terminal: boolean): ChildProcess {
  try {
    return spawn(process.execPath, [PROGRAM, String(process.pid)], {
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      // Otherwise out of reach of what is sent to our group, SIGKILL above all.
      detached: !terminal,
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw noProcess(error.message);
  }
}

/** What the system says when it cannot start any process, whichever the program. */
const NO_PROCESS: ReadonlySet<string> = new Set(["EAGAIN", "EMFILE", "ENFILE", "ENOMEM"]);

function noProcess(reason: string): Failure {
  return new Failure(EXIT.osError, `no process could be started: ${reason}`);
}

function startFailure(program: string, code: string): Failure {
  if (NO_PROCESS.has(code)) return noProcess(code);
  if (code === "ENOENT") return new Failure(EXIT.notFound, `${program}: command not found`);
  return new Failure(EXIT.cannotExecute, `${program}: cannot be executed (${code})`);
}
