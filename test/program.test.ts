import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packAll } from "./helpers/pack.js";
import { UserProject } from "./helpers/user-project.js";

/** For npm on a busy machine, in ms. */
const LONG = 120_000;

let folder: string;
let server: RedisServer;
let project: UserProject;
let files: readonly string[];
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockwire-program-"));
  server = await startRedis();
  const packed = await packAll(folder);
  ({ files = [], tarball = "" } = packed.get("cli") ?? {});
  project = await UserProject.install({ folder: join(folder, "user"), packed, ours: ["cli"] });
}, LONG);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("the tarball of packages/cli", () => {
  test("holds the program, the licenses of what is in it, README, LICENSE and package.json", () => {
    const built = files.filter((path) => path.startsWith("dist/"));
    expect(built).toEqual(
      expect.arrayContaining(["dist/lockwire.js", "dist/watchdog.js", "dist/licenses.txt"]),
    );
    expect(built.filter((path) => !path.endsWith(".js"))).toEqual(["dist/licenses.txt"]);
    const others = files.filter((path) => !path.startsWith("dist/"));
    expect([...others].sort()).toEqual(["LICENSE", "README.md", "package.json"]);
  });
});

test("the tarball of packages/cli takes no longer than a moment to fetch", async () => {
  expect((await stat(tarball)).size).toBeLessThan(180_000);
});

describe("lockwire, installed by a user", () => {
  const own = () => join(project.folder, "node_modules/@lockwire/cli");

  test("brings nothing else", async () => {
    const names = Object.keys(await project.installed()).filter((name) => name !== "");
    expect(names).toEqual(["@lockwire/cli"]);
    const manifest = JSON.parse(await readFile(join(own(), "package.json"), "utf8"));
    expect(manifest).not.toHaveProperty("dependencies");
    expect(JSON.stringify(manifest)).not.toMatch(/workspace:|scripts|devDependencies/);
  });

  test("brings the licenses of what is built into it", async () => {
    const licenses = await readFile(join(own(), "dist/licenses.txt"), "utf8");
    for (const name of ["commander", "ioredis", "string-width", "@lockwire/redis-pubsub"]) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)$`, "m"));
    }
  });

  test("runs a command under a lock", () => {
    const program = join(project.folder, "node_modules/.bin/lockwire");
    const env = { PATH: process.env["PATH"], REDIS_URL: server.url };
    const args = ["run", "job", "--", "printenv", "LOCKWIRE_NAME"];
    expect(execFileSync(program, args, { env, encoding: "utf8", timeout: 50_000 })).toBe("job\n");
  });
});
