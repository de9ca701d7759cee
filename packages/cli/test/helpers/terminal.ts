import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "@lockwire/support";
import { type IPty, spawn } from "@lydell/node-pty";
import headless from "@xterm/headless";
import { PROGRAM } from "./lockwire.js";

/** Keys that a terminal turns into signals. */
export const KEYS = { interrupt: "\x03", suspend: "\x1a", quit: "\x1c" } as const;

const SIZE = { cols: 80, rows: 24 } as const;
const PROMPT = "$ ";

/** A terminal with an interactive shell in it, in which `lockwire` is a command. */
export class Terminal implements AsyncDisposable {
  readonly #screen = new headless.Terminal({ ...SIZE, allowProposedApi: true, scrollback: 500 });
  readonly #folder: string;
  readonly #shell: IPty;
  readonly #ended: Promise<void>;

  /** @param other what its environment has besides, or instead */
  constructor(redis: string, other: Readonly<Record<string, string>> = {}) {
    this.#folder = mkdtempSync(join(tmpdir(), "lockwire-terminal-"));
    symlinkSync(PROGRAM, join(this.#folder, "lockwire"));
    const env = {
      ...{ REDIS_URL: redis, PS1: PROMPT, TERM: "xterm-256color", TZ: "UTC" },
      PATH: `${this.#folder}:${process.env["PATH"]}`,
      ...other,
    };
    this.#shell = spawn("bash", ["--norc", "--noprofile", "-i"], { ...SIZE, env });
    this.#shell.onData((data) => this.#screen.write(data));
    this.#ended = new Promise((resolve) => this.#shell.onExit(() => resolve()));
  }

  /** All that can be seen, what was scrolled away too; without trailing blanks. */
  get text(): string {
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: active.length }, (_, at) =>
      active.getLine(at)?.translateToString(true),
    );
    return lines.join("\n").trimEnd();
  }

  /** Whether a program shows its own screen, in place of the lines of the shell. */
  get isTaken(): boolean {
    return this.#screen.buffer.active.type === "alternate";
  }

  /** Of a file in a folder that goes when the terminal does. */
  path(file: string): string {
    return join(this.#folder, file);
  }

  type(keys: string): void {
    this.#shell.write(keys);
  }

  /** Types a command once the shell asks for one. */
  async run(command: string): Promise<void> {
    await waitUntil(() => this.text.endsWith("$"), { what: `a prompt in\n${this.text}` });
    this.type(`${command}\r`);
  }

  /** Resolves with the match once there is one on the screen. */
  shows(pattern: RegExp): Promise<RegExpExecArray> {
    return waitUntil(() => pattern.exec(this.text), { what: `${pattern} in a terminal` }).catch(
      (cause) => {
        throw new Error(`${pattern} is not in\n${this.text}`, { cause });
      },
    );
  }

  /** The number that a command prints behind a word. */
  async pidOf(word: string): Promise<number> {
    return Number((await this.shows(new RegExp(`^${word} (\\d+)$`, "m")))[1]);
  }

  resize(cols: number, rows: number): void {
    this.#shell.resize(cols, rows);
    this.#screen.resize(cols, rows);
  }

  /** As when its window is closed. */
  hangUp(): void {
    this.#shell.kill("SIGHUP");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#shell.kill("SIGKILL");
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
