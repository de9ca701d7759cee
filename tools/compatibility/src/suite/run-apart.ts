import { fileURLToPath } from "node:url";
import { runCommand } from "../run-command.js";
import type { Runtime } from "../runtimes/runtime.js";
import type { Client } from "./client.js";
import type { Outcome } from "./outcome.js";

const MAIN = fileURLToPath(new URL("main.js", import.meta.url));
/** For some seconds of work, on a machine that may be busy, in ms. */
const TIMEOUT = 600_000;

/** Runs the conformance suite on a client in a process of its own. A process that fails is a failure. */
export async function runApart(runtime: Runtime, client: Client, url: string): Promise<Outcome> {
  const args = [...runtime.args, MAIN, client.name, url];
  try {
    const printed = await runCommand(runtime.program, args, { timeout: TIMEOUT });
    return JSON.parse(printed.trim().split("\n").at(-1) ?? "");
  } catch (error) {
    return { passed: 0, failures: [error instanceof Error ? error.message : String(error)] };
  }
}
