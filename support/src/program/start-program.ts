import { spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { waitUntil } from "../wait-until.js";

export interface ProgramOptions {
  readonly cwd: string;
  /** Besides what this process has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A command under way, with all processes that it starts. */
export interface Program extends AsyncDisposable {
  /** What it has printed so far, on both streams. */
  readonly output: string;
  /** Resolves with the exit code, null after a signal. */
  readonly ended: Promise<number | null>;
  /** Its standard input, open until it is ended. */
  readonly input: Writable;
  /** Resolves with the match once its output has one. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal to it and its children. */
  signal(signal: NodeJS.Signals): void;
}

/** Starts a command; disposing of it kills it. */
export function startProgram(
  [program, ...args]: readonly [string, ...string[]],
  { cwd, env }: ProgramOptions,
): Program {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own, which one signal reaches as a whole.
    detached: true,
  });
  let output = "";
  const read = (text: string): void => {
    output += text;
  };
  child.stdout.setEncoding("utf8").on("data", read);
  child.stderr.setEncoding("utf8").on("data", read);
  let open = true;
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      open = false;
      resolve(code);
    });
  });
  const signal = (name: NodeJS.Signals): void => {
    if (open && child.pid !== undefined) signalGroup(child.pid, name);
  };
  return {
    get output() {
      return output;
    },
    ended,
    input: child.stdin,
    signal,
    shows: (pattern) =>
      waitUntil(() => pattern.exec(output), { what: `${pattern} in what ${program} prints` }),
    async [Symbol.asyncDispose]() {
      signal("SIGKILL");
      await ended;
    },
  };
}

/** All of a group may be gone before we are told so. */
function signalGroup(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
