import { readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import { COMMANDS } from "../redis/commands/index.js";

/** What a simulated process loads: the packages as they are published, and their Redis client. */
const ENTRY = `
export { createPubSubLocks } from "@lockwire/redis-pubsub";
export { createSpinLocks } from "@lockwire/redis-spin";
export { Redis } from "ioredis";
`;

/** Left to the process: Node's own modules, and nanoid, whose source of chance is the seed. */
const OUTSIDE = new Set([
  ...builtinModules,
  ...builtinModules.map((name) => `node:${name}`),
  "nanoid",
]);

const ENTRY_NAME = fileURLToPath(new URL("entry.js", import.meta.url));

const entry: Plugin = {
  name: "entry",
  resolveId: (id) => (id === ENTRY_NAME ? id : undefined),
  load: (id) => (id === ENTRY_NAME ? ENTRY : undefined),
};

const SILENCE = "const debug = () => () => {}; debug.default = debug; module.exports = debug;";

/** ioredis' debug output, which nobody reads here, costs a third of a process's start. */
const quiet: Plugin = {
  name: "quiet",
  resolveId: (id) => (id === "debug" ? "\0debug" : undefined),
  load: (id) => (id === "\0debug" ? SILENCE : undefined),
};

/**
 * ioredis makes methods of all commands of Redis, some 250, at each start of a process. The simulated server knows the commands
 * that are sent.
 */
const commands: Plugin = {
  name: "commands",
  async load(id) {
    if (!id.endsWith("@ioredis/commands/built/commands.json")) return undefined;
    const all: object = JSON.parse(await readFile(id, "utf8"));
    const known = Object.entries(all).filter(([name]) => COMMANDS.has(name.toUpperCase()));
    return JSON.stringify(Object.fromEntries(known));
  },
};

/** The code of one process, as the body of a CommonJS module. */
export async function bundle(plugins: readonly Plugin[] = []): Promise<string> {
  const build = await rolldown({
    input: ENTRY_NAME,
    external: (id) => OUTSIDE.has(id),
    platform: "node",
    plugins: [entry, quiet, commands, ...plugins],
    logLevel: "silent",
  });
  try {
    const { output } = await build.generate({ format: "cjs" });
    return output[0].code;
  } finally {
    await build.close();
  }
}
