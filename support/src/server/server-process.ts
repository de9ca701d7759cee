import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { watchOver } from "./watchdog.js";

export interface ProcessOptions {
  /** All that it has in its environment. @default what this process has */
  readonly env?: NodeJS.ProcessEnv;
}

/** One server program, with all processes that it starts itself, started and ended as often as a test needs. */
export class ServerProcess {
  readonly #program: string;
  readonly #folder: string;
  readonly #options: ProcessOptions;
  #child: ChildProcess | undefined;

  /** `folder` holds its log, and goes when this process goes. */
  constructor(program: string, folder: string, options: ProcessOptions = {}) {
    this.#program = program;
    this.#folder = folder;
    this.#options = options;
  }

  get running(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number {
    if (!this.running || this.#child?.pid === undefined)
      throw new Error("The server is not running");
    return this.#child.pid;
  }

  spawn(args: readonly string[]): void {
    const log = openSync(this.#log, "a");
    try {
      const child = spawn(this.#program, args, {
        ...this.#options,
        cwd: this.#folder,
        stdio: ["ignore", log, log],
        // Away from the terminal: an interrupt is for us to handle, and the watchdog ends the server. The group that it
        // leads so is what signals go to: a server may be a shell script around another program.
        detached: true,
      });
      this.#child = child;
      child.on("error", () => undefined);
      child.unref();
      if (child.pid !== undefined) child.once("exit", watchOver(child.pid, this.#folder));
    } finally {
      closeSync(log);
    }
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  /** Resolves once the process is gone. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (!child || !this.running) return;
    const gone = once(child, "exit");
    child.ref();
    this.signal(signal);
    await gone;
  }

  async log(): Promise<string> {
    return readFile(this.#log, "utf8").catch(() => "");
  }

  get #log(): string {
    return join(this.#folder, "server.log");
  }
}
