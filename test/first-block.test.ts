import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onServer } from "./helpers/on-server.js";
import { packAll } from "./helpers/pack.js";
import { UserProject } from "./helpers/user-project.js";
import { ROOT } from "./helpers/workspace.js";

/** A sentence that names a file, and the block below it. */
const FILE = /`(index\.\w+)`[^`\n]*(?:`[^`\n]*`[^`\n]*)*:\n\n```(?:ts|js)\n([\s\S]*?)\n```/g;

let folder: string;
let server: RedisServer;
let project: UserProject;

// npm 11 writes "type": "commonjs", earlier versions write nothing, which is CommonJS as well.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockwire-first-block-"));
  server = await startRedis();
  project = await UserProject.install({
    folder: join(folder, "project"),
    packed: await packAll(folder),
    ours: ["core", "redis-pubsub", "redis-spin"],
    others: { ioredis: "^6.0.0" },
  });
}, 240_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ["README.md", ["index.mjs"]],
  ["packages/core/README.md", ["index.mjs"]],
  ["packages/redis-pubsub/README.md", ["index.mjs", "index.js"]],
  ["packages/redis-spin/README.md", ["index.mjs", "index.js"]],
])(
  "the first blocks of %s run after npm init -y, in the files that it names",
  async (path, files) => {
    const text = await readFile(join(ROOT, path), "utf8");
    const blocks = [...text.matchAll(FILE)];
    expect(blocks.map(([, file]) => file)).toEqual(files);
    expect(text.indexOf("```ts")).toBe(text.indexOf("```ts", blocks[0]?.index));
    for (const [, file = "", source = ""] of blocks) {
      expect(await project.run(file, onServer(source, server.url))).toMatch(/holding/);
    }
  },
);
