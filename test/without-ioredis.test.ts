import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { type RedisServer, startRedis } from "@lockwire/support";
import { build as esbuild } from "esbuild";
import { build as rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import webpack from "webpack";
import { IS_LONG } from "./helpers/is-long.js";
import { packAll } from "./helpers/pack.js";
import { UserProject } from "./helpers/user-project.js";

/** For a package manager, the compiler and bundlers on a busy machine, in ms. */
const LONG = 120_000;
const NEEDED =
  "Error: a URL needs ioredis 5.4 or later: run npm install ioredis, or pass another client\n";
const PRINTED = `node-redis pubsub\nnode-redis spin\niovalkey pubsub\niovalkey spin\n${NEEDED}${NEEDED}`;

let folder: string;
let server: RedisServer;
let project: UserProject;

// With pnpm a package finds what it declares, and nothing else.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockwire-without-ioredis-"));
  server = await startRedis();
  project = await UserProject.install({
    folder: join(folder, "project"),
    packed: await packAll(folder),
    ours: ["redis-pubsub", "redis-spin"],
    others: { redis: "^6.0.0", iovalkey: "^0.4.0" },
    manager: "pnpm",
  });
}, LONG);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const IMPORTS = `
  import { createPubSubLocks } from "@lockwire/redis-pubsub";
  import { createSpinLocks } from "@lockwire/redis-spin";
  import { Redis } from "iovalkey";
  import { createClient } from "redis";
  void main();`;
const REQUIRES = `
  const { createPubSubLocks } = require("@lockwire/redis-pubsub");
  const { createSpinLocks } = require("@lockwire/redis-spin");
  const { Redis } = require("iovalkey");
  const { createClient } = require("redis");
  main();`;

/** Locks over each client, then fails to over a URL. */
const main = () => `
  async function main() {
    const nodeRedis = createClient({ url: "${server.url}" });
    await nodeRedis.on("error", console.error).connect();
    const valkey = new Redis("${server.url}");
    const clients = { "node-redis": nodeRedis, iovalkey: valkey };
    for (const [name, redis] of Object.entries(clients)) {
      const kinds = { pubsub: createPubSubLocks({ redis }), spin: createSpinLocks({ redis }) };
      for (const [kind, locks] of Object.entries(kinds)) {
        const lock = await locks.acquire("job");
        if (await lock.release()) console.log(name, kind);
        await locks.close();
      }
    }
    nodeRedis.destroy();
    valkey.disconnect();
    for (const create of [createPubSubLocks, createSpinLocks]) {
      const locks = create({ redis: "${server.url}" });
      console.log(String(await locks.acquire("job").catch((error) => error.cause)));
      await locks.close();
    }
  }`;

test(
  "clients of other libraries compile, and lock; a URL says what to install",
  async () => {
    await project.compile({ "main.mts": IMPORTS + main() });
    expect(await project.run("main.mjs")).toBe(PRINTED);
    expect(await project.run("main.cjs", REQUIRES + main())).toBe(PRINTED);
  },
  LONG,
);

const bundlers: Readonly<Record<string, (entry: string, file: string) => Promise<unknown>>> = {
  esbuild: (entry, outfile) =>
    esbuild({
      ...{ entryPoints: [entry], outfile, logLevel: "silent" },
      ...{ bundle: true, minify: true, platform: "node", format: "cjs", target: "node20" },
    }),
  rolldown: (input, file) =>
    rolldown({
      ...{ input, platform: "node", logLevel: "silent" },
      output: { file, format: "cjs", minify: true, codeSplitting: false },
    }),
  webpack: (entry, file) => {
    const output = { path: dirname(file), filename: basename(file) };
    const compiler = webpack({ mode: "production", target: "node20", entry, output });
    return promisify(compiler.run.bind(compiler))().then((stats) => {
      if (stats?.hasErrors()) throw new Error(stats.toString("errors-only"));
    });
  },
};

// All of them take a minute and more.
test.each(IS_LONG ? Object.keys(bundlers) : ["esbuild"])(
  "built by %s it does the same",
  async (name) => {
    const entry = await project.write(`${name}.mjs`, IMPORTS + main());
    const file = join(folder, name, "main.cjs");
    await bundlers[name]?.(entry, file);
    expect(await project.run(file)).toBe(PRINTED);
  },
  LONG,
);
