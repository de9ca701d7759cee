import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BUILDERS, prepare } from "./builders.js";
import { LONG, namesIn, start, toItsEnd } from "./built-program.js";
import { buildNextApp } from "./next-app.js";
import { SOURCES } from "./programs.js";

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

describe.each(Object.entries(BUILDERS))("built by %s", { timeout: 2 * LONG }, (name, build) => {
  test.each(SOURCES)("$title takes the locks of its sources", async (source) => {
    const place = join(folder, name, source.title.replaceAll(/\W+/g, "-"));
    const main = await build(source, await prepare(source, place));
    await using program = start([main], place, redis.url, source.env);
    await toItsEnd(source, program);
    expect(namesIn(program.output)).toEqual(source.names);
  });
});

test("built by Next.js all of them take the locks of their sources", async () => {
  const sources = SOURCES.filter(({ title }) => title !== "namesakes");
  await using app = await buildNextApp(sources);
  await using program = start(app.start, app.folder, redis.url);
  const [, url] = await program.shows(/(http:\/\/localhost:\d+)/);
  for (const source of sources) {
    const loaded = fetch(`${url}/${encodeURIComponent(source.title)}`);
    await toItsEnd(source, program);
    expect((await loaded).status).toBe(200);
  }
  const names = sources.flatMap((source) => source.names);
  expect(namesIn(program.output)).toEqual([...new Set(names)].sort());
}, 600_000);
