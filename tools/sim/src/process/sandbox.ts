import type { createPubSubLocks } from "@lockwire/redis-pubsub";
import type { createSpinLocks } from "@lockwire/redis-spin";
import type { Redis } from "ioredis";
import { globalsOf } from "./globals.js";
import { type Modules, modulesOf } from "./modules.js";
import type { SimProcess } from "./sim-process.js";

/** Behind the name of a script that runs many times in one call. */
export const BATCH = " x N";

/** A script, as the code keeps it. */
interface ScriptText {
  readonly sha: string;
  readonly batch?: ScriptText;
}

/** What the code of a process exports. */
export interface Lockwire {
  readonly createPubSubLocks: typeof createPubSubLocks;
  readonly createSpinLocks: typeof createSpinLocks;
  readonly Redis: typeof Redis;
  readonly scripts: Readonly<Record<string, ScriptText>>;
}

type Run = (...values: unknown[]) => void;

/** Compiled once, and run anew for each process, which then shares nothing with any other. */
export class Sandbox {
  readonly #names: readonly string[];
  readonly #run: Run;

  /** @param code the body of a CommonJS module. */
  constructor(code: string) {
    this.#names = Object.keys(globalsOf({} as SimProcess));
    const whole = `${code}\nexports.scripts = { ${scriptsIn(code).join(", ")} };`;
    this.#run = new Function("exports", "require", ...this.#names, whole) as Run;
  }

  /** Runs the code in a process: with its timers, its clocks, its source of chance and its network. */
  load(process: SimProcess, outside: Modules): Lockwire {
    const exports = {};
    const globals: Readonly<Record<string, unknown>> = globalsOf(process);
    const modules = modulesOf(process, outside);
    this.#run(exports, modules, ...this.#names.map((name) => globals[name]));
    return exports as Lockwire;
  }
}

/** The names of the scripts at the code's top level, for traces. */
function scriptsIn(code: string): string[] {
  return [...code.matchAll(/^const ([\w$]+) = new Script\(/gm)].flatMap(([, name]) => name ?? []);
}

/** What each script is called, by its digest. */
export function scriptNames({ scripts }: Lockwire): Map<string, string> {
  return new Map(
    Object.entries(scripts).flatMap(([name, { sha, batch }]) => {
      const plain = name.replace(/\$\d+$/, "");
      const own: [string, string][] = [[sha, plain]];
      return batch ? [...own, [batch.sha, `${plain}${BATCH}`]] : own;
    }),
  );
}
