import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BUILDERS, prepare } from "./builders.js";
import { LONG, namesIn, start, toItsEnd } from "./built-program.js";
import { SOURCES, type Source } from "./programs.js";

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

/** Names that are made up of those in the sources; the others are plain strings, which no builder touches. */
const isDecorated = ({ title }: Source) => title === "nestjs" || title.startsWith("namesakes");

/** The other builders, with all sources, are for `npm run test:long`. */
const QUICK = ["tsc", "swc", "esbuild"].map((name) => [name, BUILDERS[name]] as const);

describe.each(QUICK)("built by %s", { timeout: 2 * LONG }, (name, build) => {
  const sources = name === "esbuild" ? SOURCES : SOURCES.filter(isDecorated);
  test.each(sources)("$title takes the locks of its sources", async (source) => {
    const place = join(folder, name, source.title.replaceAll(/\W+/g, "-"));
    const main = await build?.(source, await prepare(source, place));
    await using program = start([`${main}`], place, redis.url, source.env);
    await toItsEnd(source, program);
    expect(namesIn(program.output)).toEqual(source.names);
  });
});
