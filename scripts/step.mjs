import { spawn } from "node:child_process";

const QUIET = {
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  DO_NOT_TRACK: "1",
  NPM_CONFIG_UPDATE_NOTIFIER: "false",
};

const CLEAR_LINE = "\r\x1b[K";

/** What runs now. */
const running = new Set();

/**
 * Runs one command, told in one line with the time that it took; what it printed is shown only when it failed.
 *
 * @param {string} what shown while it runs: "Building"
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<boolean>} whether it went well
 */
export async function step(what, program, args) {
  const start = performance.now();
  running.add(what);
  showRunning();
  const { ok, output } = await capture(program, args);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  running.delete(what);
  const before = process.stdout.isTTY ? CLEAR_LINE : "";
  console.log(`${before}${ok ? "ok  " : "FAIL"} ${what} (${seconds} s)`);
  if (!ok) console.log(`${output.trimEnd()}\n\n"${[program, ...args].join(" ")}" failed.`);
  showRunning();
  return ok;
}

function showRunning() {
  if (!process.stdout.isTTY) return;
  const each = [...running].map((what) => `${what} ...`);
  process.stdout.write(`${CLEAR_LINE}${each.join("  ")}`);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
function capture(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...QUIET },
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("error", (error) => resolve({ ok: false, output: error.message }));
    child.once("close", (code) => resolve({ ok: code === 0, output }));
  });
}
