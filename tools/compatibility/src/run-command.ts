import { execFile } from "node:child_process";

export interface CommandOptions {
  readonly cwd?: string;
  /** In ms. */
  readonly timeout: number;
  /** Besides what this process has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end and returns what it printed; rejects with the last of that when it fails. */
export function runCommand(
  program: string,
  args: readonly string[],
  { env, ...options }: CommandOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const all = { ...options, env: { ...process.env, ...env }, maxBuffer: 2 ** 28 };
    execFile(program, args, all, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = `${stdout}${stderr}`.trim().split("\n").slice(-5).join("\n");
      reject(new Error(`${program}: ${said || error.message}`));
    });
  });
}
