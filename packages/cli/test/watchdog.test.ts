import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { monotonic } from "../src/monotonic.js";
import type { FromWatchdog, StartMessage } from "../src/watchdog/messages.js";

const PROGRAM = fileURLToPath(new URL("../dist/watchdog.js", import.meta.url));

let folder: string;
let watchdog: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockwire-watchdog-"));
  watchdog = fork(PROGRAM, [String(process.pid)]);
});

afterEach(async () => {
  const ended = once(watchdog, "exit");
  if (watchdog.connected) watchdog.disconnect();
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

/** What a watchdog is told to run: a command that leaves a file behind. */
const start = (deadline: number, other: Partial<StartMessage> = {}): StartMessage => ({
  type: "start",
  program: "touch",
  args: [join(folder, "ran")],
  env: {},
  terminal: false,
  grace: 1_000,
  margin: 250,
  deadline,
  ...other,
});

/** What it says next. */
async function answer(): Promise<FromWatchdog> {
  const [message] = await once(watchdog, "message");
  return message;
}

test("a watchdog runs a command while there is time", async () => {
  watchdog.send(start(monotonic() + 60_000));
  expect(await answer()).toMatchObject({ type: "started" });
  expect(await answer()).toEqual({ type: "ended", code: 0, signal: null, forced: false });
  expect(existsSync(join(folder, "ran"))).toBe(true);
});

test("a watchdog starts no command when the lock is over by then", async () => {
  watchdog.send(start(monotonic() + 200));
  expect(await answer()).toEqual({ type: "ended", code: null, signal: null, forced: true });
  expect(existsSync(join(folder, "ran"))).toBe(false);
});

test.each([0, 100])(
  "a command is killed at the margin, whatever the grace: %i ms",
  async (grace) => {
    const deadline = monotonic() + 4_000;
    const command = { program: "sleep", args: ["20"] };
    watchdog.send(start(deadline, { ...command, grace, margin: 3_000 }));
    expect(await answer()).toMatchObject({ type: "started" });
    expect(await answer()).toEqual({ type: "ended", code: null, signal: "SIGKILL", forced: true });
    expect(monotonic()).toBeLessThan(deadline - 1_000);
  },
);

test("a watchdog without a command ends with who started it", async () => {
  const ended = once(watchdog, "exit");
  watchdog.disconnect();
  expect(await ended).toEqual([0, null]);
  watchdog = fork(PROGRAM, [String(process.pid)]);
});
