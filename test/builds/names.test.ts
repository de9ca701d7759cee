import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Program,
  type RedisServer,
  startProgram,
  startRedis,
  waitUntil,
} from "@lockwire/support";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { IS_LONG } from "../helpers/is-long.js";
import { BUILDERS, copied, prepare } from "./builders.js";
import { buildNextApp } from "./next-app.js";
import { SOURCES, type Source } from "./programs.js";

const TSX = import.meta.resolve("tsx");
const PRINT_NAMES = pathToFileURL(join(import.meta.dirname, "print-names.mjs")).href;

/** For a bundler, and for PGlite to start, on a busy machine, in ms. */
const LONG = 120_000;

let folder: string;
let redis: RedisServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockwire-builds-"));
  redis = await startRedis();
});
beforeEach(() => redis.admin().flushall());
afterAll(async () => {
  await redis?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What a builder may rename is in these; the others take a builder's time, and start a database. */
const isTelling = ({ title }: Source) => title.startsWith("namesakes");

const sourcesFor = (builder: string) =>
  IS_LONG || builder === "esbuild" ? SOURCES : SOURCES.filter(isTelling);

/** Rollup takes the longest, and renames as Rolldown does. */
const builders = Object.entries(BUILDERS).filter(([name]) => IS_LONG || name !== "rollup");

describe.each(builders)("built by %s", { timeout: 2 * LONG }, (name, build) => {
  test.each(sourcesFor(name))("$title takes the locks of its sources", async (source) => {
    const place = join(folder, name, source.title.replaceAll(/\W+/g, "-"));
    const main = await build(source, await prepare(source, place));
    await using program = start([main], place, source.env);
    await toItsEnd(source, program);
    expect(namesIn(program.output)).toEqual(source.names);
  });
});

describe("run by tsx", { timeout: LONG }, () => {
  test.each(sourcesFor("tsx"))("$title takes the locks of its sources", async (source) => {
    const place = await prepare(source, join(folder, "tsx", source.title.replaceAll(/\W+/g, "-")));
    const main = await copied(source, place);
    await using program = start(["--import", TSX, main], place, source.env);
    await toItsEnd(source, program);
    expect(namesIn(program.output)).toEqual(source.names);
  });
});

// It takes a minute to build.
if (IS_LONG) {
  test("built by Next.js they take the locks of their sources", async () => {
    const sources = SOURCES.filter(({ title }) => title !== "namesakes");
    await using app = await buildNextApp(sources);
    await using program = start(app.start, app.folder);
    const [, url] = await program.shows(/(http:\/\/localhost:\d+)/);
    for (const source of sources) {
      const loaded = fetch(`${url}/${encodeURIComponent(source.title)}`);
      await toItsEnd(source, program);
      expect((await loaded).status).toBe(200);
    }
    const names = sources.flatMap((source) => source.names);
    expect(namesIn(program.output)).toEqual([...new Set(names)].sort());
  }, 600_000);
}

function start(args: readonly string[], cwd: string, env?: Source["env"]): Program {
  return startProgram([process.execPath, "--import", PRINT_NAMES, ...args], {
    cwd,
    env: { REDIS_URL: redis.url, LOCK_FOLDER: join(cwd, "locks"), ...env },
  });
}

async function toItsEnd({ use, done }: Source, program: Program): Promise<void> {
  await use?.(program);
  const isDone = waitUntil(() => done.test(program.output), { what: `${done}`, timeout: LONG });
  await Promise.race([isDone, program.ended]);
  expect(program.output).toMatch(done);
}

/** Each name once, sorted. */
function namesIn(output: string): string[] {
  return [...new Set(output.match(/(?<=^acquires ).+$/gm))].sort();
}
