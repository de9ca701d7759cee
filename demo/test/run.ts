import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

const PROGRAM = fileURLToPath(new URL("../dist/main.js", import.meta.url));

export interface Run {
  readonly code: number | string | null | undefined;
  /** Without its colours, which a CI run turns on. */
  readonly output: string;
  readonly raw: string;
}

/** Runs the demo without a terminal, to its end. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [PROGRAM, ...args], options, (_error, out, err) => {
      const raw = out + err;
      resolve({ code: child.exitCode, output: stripVTControlCharacters(raw), raw });
    });
  });
}

export interface Verdict {
  readonly mark: string;
  readonly title: string;
  readonly raised: number;
  readonly found: number;
}

/** The counters that it shows at its end. */
export function verdicts({ output }: Run): Verdict[] {
  const lines = output.matchAll(/^(ok|WRONG) +(.+): raised (\d+) times, found (\d+)$/gm);
  return [...lines].map(([, mark = "", title = "", raised, found]) => ({
    mark,
    title,
    raised: Number(raised),
    found: Number(found),
  }));
}
