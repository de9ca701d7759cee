import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface RunOptions {
  readonly cwd: string;
  /** In ms. @default 60_000 */
  readonly timeout?: number;
  /** Besides what this process has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end and gives what it printed; rejects with all of that when it fails. */
export function run(
  program: string,
  args: readonly string[],
  { cwd, timeout = 60_000, env }: RunOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      { cwd, timeout, env: { ...process.env, ...env } },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const ended = error.killed ? `did not end within ${timeout} ms` : `code ${error.code}`;
        reject(new Error(`${[program, ...args].join(" ")}: ${ended}\n${stdout}${stderr}`));
      },
    );
  });
}

export function runNode(args: readonly string[], options: RunOptions): Promise<string> {
  return run(process.execPath, args, options);
}

/** The compiler of this repository. */
export function runTsc(args: readonly string[], options: RunOptions): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  return runNode([join(dirname(manifest), "bin", "tsc"), ...args], options);
}
