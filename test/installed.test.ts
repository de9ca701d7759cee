import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeBlocks } from "./helpers/code-blocks.js";
import { IS_LONG } from "./helpers/is-long.js";
import { onServer } from "./helpers/on-server.js";
import { type PackedPackages, packAll } from "./helpers/pack.js";
import { UserProject } from "./helpers/user-project.js";
import { readmeOf } from "./helpers/workspace.js";

let folder: string;
let server: RedisServer;
/** For npm and the compiler on a busy machine, in ms. */
const LONG = 120_000;
let packed: PackedPackages;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockwire-packages-"));
  server = await startRedis();
  packed = await packAll(folder);
}, LONG);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each([
  { name: "redis-pubsub", other: "redis-spin", majors: IS_LONG ? [5, 6] : [6] },
  { name: "redis-spin", other: "redis-pubsub", majors: IS_LONG ? [5, 6] : [5] },
])("packages/$name, installed by a user", ({ name, other, majors }) => {
  describe.each(majors)("beside ioredis %i", { timeout: LONG }, (major) => {
    let project: UserProject;

    beforeAll(async () => {
      project = await UserProject.install({
        folder: join(folder, `${name}-ioredis-${major}`),
        packed,
        ours: [name],
        others: { ioredis: `^${major}.0.0` },
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
      const sources = examples.map((source, index) => [`example-${index}.mts`, source]);
      await project.compile(Object.fromEntries(sources));
      for (const index of examples.keys()) {
        await expectLocks(() => project.run(`example-${index}.mjs`));
      }
    });

    test("runs the example of its README as CommonJS, and compiles as such", async () => {
      const [source = ""] = examplesOf(name, "js");
      await expectLocks(() => project.run("example.cjs", source));
      const imported = source.replace(/^const (.*) = require\((.*)\);$/m, "import $1 from $2;");
      expect(imported).not.toBe(source);
      await project.compile({ "imported.cts": imported });
      await expectLocks(() => project.run("imported.cjs"));
    });
  });
});

describe.each(IS_LONG ? (["pnpm", "yarn"] as const) : (["pnpm"] as const))(
  "both, installed with %s",
  { timeout: LONG },
  (manager) => {
    let project: UserProject;

    beforeAll(async () => {
      project = await UserProject.install({
        folder: join(folder, manager),
        packed,
        ours: ["redis-pubsub", "redis-spin"],
        others: { ioredis: "^6.0.0" },
        manager,
      });
    }, LONG);

    test.each(["redis-pubsub", "redis-spin"])("%s runs as ESM and as CommonJS", async (name) => {
      const [source = ""] = examplesOf(name, "ts");
      await project.compile({ [`${name}.mts`]: source });
      await expectLocks(() => project.run(`${name}.mjs`));
      const [required = ""] = examplesOf(name, "js");
      await expectLocks(() => project.run(`${name}.cjs`, required));
    });
  },
);

describe("packages/opentelemetry, installed by a user", { timeout: LONG }, () => {
  let project: UserProject;

  beforeAll(async () => {
    project = await UserProject.install({
      folder: join(folder, "opentelemetry"),
      packed,
      ours: ["opentelemetry"],
      others: { "@opentelemetry/api": "^1.9.0" },
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
    await project.compile({ [`example.${written}`]: source });
    await project.run(`example.${run}`);
  });
});

describe.each(IS_LONG ? [10, 11, 12] : [])(
  "packages/nestjs, installed beside NestJS %i",
  { timeout: LONG },
  (major) => {
    let project: UserProject;

    beforeAll(async () => {
      project = await UserProject.install({
        folder: join(folder, `nestjs-${major}`),
        packed,
        ours: ["nestjs", "redis-pubsub"],
        others: {
          ...{ "@nestjs/common": `^${major}.0.0`, "@nestjs/core": `^${major}.0.0` },
          ...{ ioredis: "^6.0.0", "reflect-metadata": "^0.2.2", rxjs: "^7.8.2" },
        },
        compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true },
      });
    }, LONG);

    test("compiles and runs the example of its README", async () => {
      expect(await project.installed()).toMatchObject({
        "@nestjs/common": expect.stringMatching(`^${major}\\.`),
      });
      const [source = ""] = examplesOf("nestjs", "ts");
      await project.compile({ "example.mts": source });
      expect(await project.run("example.mjs")).toBe("charged 7 under orders.charge:7\n");
    });
  },
);

function examplesOf(name: string, language: string): string[] {
  return codeBlocks(readmeOf(name))
    .filter((block) => block.language === language)
    .map(({ text }) => onServer(text, server.url));
}

/** A lock that was taken leaves its fence behind. */
async function expectLocks(program: () => Promise<string>): Promise<void> {
  await server.admin().flushall();
  expect(await program()).toMatch(/\S/);
  expect(await server.admin().keys("lockwire:*:fence")).toHaveLength(1);
  expect(await server.admin().dbsize()).toBe(1);
}
