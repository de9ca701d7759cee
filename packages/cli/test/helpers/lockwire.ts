import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { waitUntil } from "@lockwire/support";

export const PROGRAM = fileURLToPath(new URL("../../dist/lockwire.js", import.meta.url));

/** How a process ended, as a shell would see it. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface LockwireOptions {
  /** REDIS_URL, unless it is left out. */
  readonly redis?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** `lockwire` under way, as under cron: hardly any environment, no terminal, a session of its own. */
export class Lockwire implements AsyncDisposable {
  readonly ended: Promise<End>;
  readonly #child: ChildProcess;
  readonly #output = { stdout: "", stderr: "" };

  constructor(args: readonly string[], { redis, env, input }: LockwireOptions) {
    const url = redis === undefined ? {} : { REDIS_URL: redis };
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { PATH: process.env["PATH"], ...url, ...env },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    this.#child = child;
    child.stdin.on("error", () => undefined);
    if (input !== undefined) child.stdin.end(input);
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text) => {
        this.#output[name] += text;
      });
    }
    // Once all who have its output open have ended, the command's children too.
    this.ended = once(child, "close").then(([code, signal]) => ({ code, signal }));
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error("lockwire was not started");
    return this.#child.pid;
  }

  get stdout(): string {
    return this.#output.stdout;
  }

  get stderr(): string {
    return this.#output.stderr;
  }

  /** Sends a signal to it alone. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Into its standard input. */
  write(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Resolves with the match once its output has one. */
  shows(pattern: RegExp): Promise<RegExpExecArray> {
    return waitUntil(() => pattern.exec(this.stdout) ?? pattern.exec(this.stderr), {
      what: `${pattern} in what lockwire prints`,
    });
  }

  /** The number that the command prints behind a word. */
  async pidOf(word: string): Promise<number> {
    const [, pid] = await this.shows(new RegExp(`^${word} (\\d+)$`, "m"));
    return Number(pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
  }
}

/** Runs it to its end. */
export async function lockwire(args: readonly string[], options: LockwireOptions = {}) {
  await using run = new Lockwire(args, { input: "", ...options });
  const { code, signal } = await run.ended;
  return { code, signal, stdout: run.stdout, stderr: run.stderr };
}
