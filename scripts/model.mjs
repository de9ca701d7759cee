import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { CHECKS, MUTANTS } from "./model/checks.mjs";

const MODEL = fileURLToPath(new URL("../docs/model/handoff.pml", import.meta.url));
/** Of memory for one check, in MB; and of steps in one history. */
const MEMORY = 3_500;
const DEPTH = 100_000;

const run = promisify(execFile);

/** @typedef {Record<string, number>} Settings */

const { values } = parseArgs({
  options: { mutants: { type: "boolean", default: false }, only: { type: "string" } },
});

/**
 * Builds the checker for these settings, and runs it.
 *
 * @param {Settings} settings
 */
async function explore(settings) {
  const folder = await mkdtemp(join(tmpdir(), "lockwire-model-"));
  try {
    const defines = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
    await run("spin", ["-a", ...defines, MODEL], { cwd: folder });
    const build = ["-O2", "-DSAFETY", "-DCOLLAPSE", `-DMEMLIM=${MEMORY}`, "-o", "pan", "pan.c"];
    await run("cc", build, { cwd: folder });
    const { stdout } = await run("./pan", [`-m${DEPTH}`], { cwd: folder, maxBuffer: 2 ** 26 });
    const [, states] = /(\d+) states, stored/.exec(stdout) ?? [];
    const [violation] = /^pan:1: .*$/m.exec(stdout) ?? [];
    const isWhole = !/max search depth too small|out of memory|reached -DMEMLIM/.test(stdout);
    if (states === undefined || !(isWhole || violation)) throw new Error(stdout);
    const trace = violation && (await traceOf(folder, defines));
    return { states: Number(states), violation, trace };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What happens on the way to the violation.
 *
 * @param {string} folder
 * @param {readonly string[]} defines
 */
async function traceOf(folder, defines) {
  const replay = ["-t", "-k", "handoff.pml.trail", ...defines, MODEL];
  const { stdout } = await run("spin", replay, { cwd: folder }).catch((error) => error);
  /** @param {string} line */
  const isStep = (line) => /^ /.test(line) && !/proc +\d+ \(/.test(line);
  return stdout.split("\n").filter(isStep).join("\n");
}

async function runChecks() {
  let states = 0;
  const broken = await inTurn(CHECKS.filter(isAsked), async ({ title, settings }) => {
    const since = performance.now();
    const found = await explore(settings);
    states += found.states;
    const seconds = ((performance.now() - since) / 1_000).toFixed(0);
    const explored = `${found.states.toLocaleString("en")} states, ${seconds} s`;
    console.log(`${found.violation ? "BROKEN" : "holds "} ${title}: ${explored}`);
    if (found.violation) console.log(`${found.violation}\n${found.trace}`);
    return found.violation !== undefined;
  });
  console.log(`\n${states.toLocaleString("en")} states in all`);
  return !broken.includes(true);
}

async function runMutants() {
  const missed = await inTurn(
    MUTANTS.filter(isAsked),
    async ({ title, guard, check, settings }) => {
      const usual = CHECKS.find((each) => each.title === check)?.settings;
      const { violation } = await explore({ ...usual, ...settings, [`MUTANT_${guard}`]: 1 });
      console.log(`${violation ? "found    " : "NOT FOUND"} ${title}: ${violation ?? check}`);
      return violation === undefined;
    },
  );
  return !missed.includes(true);
}

/** @param {{ readonly title: string }} check */
function isAsked({ title }) {
  return values.only === undefined || title.includes(values.only);
}

/**
 * As many at a time as the machine has processors for, two at most, since each needs memory.
 *
 * @template T
 * @param {readonly T[]} all
 * @param {(each: T) => Promise<boolean>} work
 */
async function inTurn(all, work) {
  const left = [...all];
  /** @type {boolean[]} */
  const results = [];
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) results.push(await work(next));
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
  return results;
}

/** Names what is missing on this machine. */
async function missingTool() {
  /** @type {readonly (readonly [tool: string, flag: string])[]} */
  const tools = [
    ["spin", "-V"],
    ["cc", "--version"],
  ];
  for (const [tool, flag] of tools) {
    const missing = await run(tool, [flag]).then(
      () => false,
      ({ code }) => code === "ENOENT",
    );
    if (missing) return tool;
  }
  return undefined;
}

const missing = await missingTool();
if (missing !== undefined) {
  console.warn(`SKIPPED: the model was not checked, since ${missing} is not installed.
Install it with: apt-get install spin gcc (Debian, Ubuntu), or brew install spin (macOS)`);
} else if (!(await (values.mutants ? runMutants() : runChecks()))) {
  process.exitCode = 1;
}
