import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeBlocks } from "./helpers/code-blocks.js";
import { exportsOf } from "./helpers/exports-of.js";
import { onServer } from "./helpers/on-server.js";
import { type PackedPackage, pack } from "./helpers/pack.js";
import { PUBLIC_API } from "./helpers/public-api.js";
import { UserProject } from "./helpers/user-project.js";
import { packageFolders, readmeOf } from "./helpers/workspace.js";

let folder: string;
let server: RedisServer;
/** For npm and the compiler on a busy machine, in ms. */
const LONG = 120_000;
const packed = new Map<string, PackedPackage>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockwire-packages-"));
  server = await startRedis();
  for (const name of packageFolders()) packed.set(name, await pack(name, folder));
}, LONG);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(packageFolders())("the tarball of packages/%s", (name) => {
  test("holds what was built, README, LICENSE and package.json, and nothing else", () => {
    const files = packed.get(name)?.files ?? [];
    const places = new Set(files.map((path) => path.split("/")[0]));
    expect([...places].sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
    const built = files.filter((path) => path.startsWith("dist/"));
    expect(built.length).toBeGreaterThan(3);
    expect(built.filter((path) => !/\.(js|d\.ts)(\.map)?$/.test(path))).toEqual([]);
  });

  test("is loaded as one file for each entry point and at most one more", () => {
    const { files = [], entryPoints = {} } = packed.get(name) ?? {};
    const modules = files.filter((path) => path.endsWith(".js"));
    const entries = Object.keys(entryPoints).length;
    expect(modules.length).toBeGreaterThanOrEqual(entries);
    expect(modules.length).toBeLessThanOrEqual(entries + 1);
  });
});

describe("the public API", () => {
  test("has the entry points that are listed", () => {
    const published = [...packed.values()].flatMap(({ entryPoints }) => Object.keys(entryPoints));
    expect(published.sort()).toEqual(Object.keys(PUBLIC_API).sort());
  });

  test.each(Object.entries(PUBLIC_API))("of %s is what is listed", async (name, listed) => {
    const owner = [...packed.values()].find(({ entryPoints }) => name in entryPoints);
    const declarations = await readFile(owner?.entryPoints[name] ?? "", "utf8");
    const { values, types } = exportsOf(declarations);
    expect({ values, types }).toEqual(listed);
    expect(Object.keys(await import(name)).sort()).toEqual(values);
  });
});

describe.each([
  ["redis-pubsub", "redis-spin"],
  ["redis-spin", "redis-pubsub"],
])("packages/%s, installed by a user", (name, other) => {
  describe.each([5, 6])("beside ioredis %i", { timeout: LONG }, (major) => {
    let project: UserProject;

    beforeAll(async () => {
      project = await UserProject.install({
        folder: join(folder, `${name}-ioredis-${major}`),
        dependencies: { [`@lockwire/${name}`]: tarball(name), ioredis: `^${major}.0.0` },
        overrides: { "@lockwire/core": tarball("core"), "@lockwire/redis": tarball("redis") },
      });
    }, LONG);

    test("brings core and the base of both, and not the other one", async () => {
      const installed = await project.installed();
      expect(installed).toMatchObject({ ioredis: expect.stringMatching(`^${major}\\.`) });
      expect(installed).toHaveProperty([`@lockwire/${name}`]);
      expect(installed).toHaveProperty(["@lockwire/core"]);
      expect(installed).toHaveProperty(["@lockwire/redis"]);
      expect(installed).not.toHaveProperty([`@lockwire/${other}`]);
    });

    test("compiles and runs the examples of its README as ESM", async () => {
      const examples = examplesOf(name, "ts");
      expect(examples.length).toBeGreaterThan(1);
      for (const [index, source] of examples.entries()) {
        await project.compile(`example-${index}.mts`, source);
        await expectLocks(() => project.run(`example-${index}.mjs`));
      }
    });

    test("runs the example of its README as CommonJS, and compiles as such", async () => {
      const [source = ""] = examplesOf(name, "js");
      await expectLocks(() => project.run("example.cjs", source));
      const imported = source.replace(/^const (.*) = require\((.*)\);$/m, "import $1 from $2;");
      expect(imported).not.toBe(source);
      await project.compile("imported.cts", imported);
      await expectLocks(() => project.run("imported.cjs"));
    });
  });
});

describe("packages/opentelemetry, installed by a user", { timeout: LONG }, () => {
  let project: UserProject;

  beforeAll(async () => {
    project = await UserProject.install({
      folder: join(folder, "opentelemetry"),
      dependencies: {
        "@lockwire/opentelemetry": tarball("opentelemetry"),
        "@opentelemetry/api": "^1.9.0",
      },
      overrides: { "@lockwire/core": tarball("core") },
    });
  }, LONG);

  test("brings core, and nothing of Redis", async () => {
    const installed = Object.keys(await project.installed()).filter((name) => name !== "");
    const expected = ["core", "opentelemetry"].map((name) => `@lockwire/${name}`);
    expect(installed.sort()).toEqual([
      ...expected,
      "@opentelemetry/api",
      "eventemitter3",
      "nanoid",
    ]);
  });

  test.each([
    ["ESM", "mts", "mjs"],
    ["CommonJS", "cts", "cjs"],
  ])("compiles and runs the example of its README as %s", async (_, written, run) => {
    const [source = ""] = examplesOf("opentelemetry", "ts");
    expect(source).toContain("instrumentLocks");
    await project.compile(`example.${written}`, source);
    await project.run(`example.${run}`);
  });
});

function tarball(name: string): string {
  return `file:${packed.get(name)?.tarball}`;
}

function examplesOf(name: string, language: string): string[] {
  return codeBlocks(readmeOf(name))
    .filter((block) => block.language === language)
    .map(({ text }) => onServer(text, server.url));
}

/** A lock that was taken leaves its fence behind. */
async function expectLocks(program: () => Promise<string>): Promise<void> {
  await server.admin().flushall();
  expect(await program()).toMatch(/ours/);
  expect(await server.admin().keys("lockwire:*:fence")).toHaveLength(1);
  expect(await server.admin().dbsize()).toBe(1);
}
