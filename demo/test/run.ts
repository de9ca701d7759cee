import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

const PROGRAM = fileURLToPath(new URL("../dist/main.js", import.meta.url));

export interface Run {
  readonly code: number | string | null | undefined;
  readonly output: string;
}

/** Runs the demo without a terminal, to its end. Its colours, which a CI run turns on, are taken out. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [PROGRAM, ...args], options, (_error, out, err) =>
      resolve({ code: child.exitCode, output: stripVTControlCharacters(out + err) }),
    );
  });
}

export interface Verdict {
  readonly mark: string;
  readonly title: string;
  readonly expected: number;
  readonly found: number;
}

/** The counters that it shows at its end. */
export function verdicts({ output }: Run): Verdict[] {
  const lines = output.matchAll(/^ {2}(ok|WRONG) +(.+): expected ([\d,]+), found ([\d,]+)$/gm);
  return [...lines].map(([, mark = "", title = "", expected = "", found = ""]) => ({
    mark,
    title,
    expected: inNumber(expected),
    found: inNumber(found),
  }));
}

/** "12,345" as 12345. */
export function inNumber(digits: string): number {
  return Number(digits.replaceAll(",", ""));
}
