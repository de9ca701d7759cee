import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportsOf } from "./helpers/exports-of.js";
import { type PackedPackages, packAll } from "./helpers/pack.js";
import { PUBLIC_API } from "./helpers/public-api.js";
import { run } from "./helpers/run.js";
import { tracedShare } from "./helpers/source-maps.js";
import { libraryFolders, ROOT } from "./helpers/workspace.js";

const NODE = "^20.19.0 || >=22.12.0";

let folder: string;
let packed: PackedPackages;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockwire-tarballs-"));
  packed = await packAll(folder);
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(libraryFolders())("the tarball of packages/%s", (name) => {
  let files: readonly string[];
  let unpacked: string;

  beforeAll(async () => {
    const { tarball = "", files: paths = [] } = packed.get(name) ?? {};
    files = paths;
    unpacked = await mkdtemp(join(folder, `${name}-`));
    await run("tar", ["-xzf", tarball, "-C", unpacked, "--strip-components=1"], { cwd: folder });
  });

  const text = (path: string): Promise<string> => readFile(join(unpacked, path), "utf8");

  test("holds what was built, README, LICENSE and package.json, and nothing else", async () => {
    const places = new Set(files.map((path) => path.split("/")[0]));
    expect([...places].sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
    const built = files.filter((path) => path.startsWith("dist/"));
    expect(built.length).toBeGreaterThan(3);
    expect(built.filter((path) => !/\.(js|js\.map|d\.ts)$/.test(path))).toEqual([]);
    expect(await text("LICENSE")).toMatch(/^MIT License/);
    expect(await text("README.md")).toMatch(new RegExp(`^# @lockwire/${name}$`, "m"));
  });

  test("is loaded as one file for each entry point and at most one more", () => {
    const modules = files.filter((path) => path.endsWith(".js"));
    const entries = Object.keys(packed.get(name)?.entryPoints ?? {}).length;
    expect(modules.length).toBeGreaterThanOrEqual(entries);
    expect(modules.length).toBeLessThanOrEqual(entries + 1);
  });

  test("has a manifest that says what a user needs, and nothing of how it is built", async () => {
    const manifest = JSON.parse(await text("package.json"));
    expect(manifest).toMatchObject({ engines: { node: NODE }, license: "MIT", sideEffects: false });
    expect(Object.keys(manifest)).not.toContain("devDependencies");
    expect(Object.keys(manifest)).not.toContain("scripts");
    expect(JSON.stringify(manifest)).not.toMatch(/workspace:|support/);
    const targets = JSON.stringify(manifest).match(/(?<="\.\/)dist\/[^"]+/g) ?? [];
    expect(targets.length).toBeGreaterThan(2);
    expect(targets.filter((target) => !files.includes(target))).toEqual([]);
  });

  test("has source maps that lead back to the sources", async () => {
    const modules = files.filter((path) => path.endsWith(".js"));
    for (const path of modules) {
      const code = await text(path);
      const [map] = code.match(/(?<=^\/\/# sourceMappingURL=).+$/m) ?? [];
      const payload = map && JSON.parse(await text(join(dirname(path), map)));
      expect(tracedShare(code, payload), path).toBeGreaterThan(0.9);
    }
  });

  test("has declarations that lead nowhere but to what is installed with it", async () => {
    const { name: own, dependencies, peerDependencies } = JSON.parse(await text("package.json"));
    const known = ["node", own, ...Object.keys({ ...dependencies, ...peerDependencies })];
    for (const path of files.filter((it) => it.endsWith(".d.ts"))) {
      const declarations = await text(path);
      expect(declarations).not.toContain("sourceMappingURL");
      const imports = [...declarations.matchAll(/(?:from |import\()"([^."][^":]*)/g)];
      const unknown = imports.filter(([, module = ""]) =>
        known.every((it) => module !== it && !module.startsWith(`${it}/`)),
      );
      expect(unknown.map(([, module]) => `${path}: ${module}`)).toEqual([]);
    }
  });
});

test("every manifest of the repository asks for a Node.js that requires ES modules", async () => {
  const listed = await run("git", ["ls-files", "package.json", "*/package.json"], { cwd: ROOT });
  const manifests = listed.trim().split("\n");
  expect(manifests.length).toBeGreaterThan(10);
  for (const path of manifests) {
    const { engines } = JSON.parse(await readFile(join(ROOT, path), "utf8"));
    expect(engines, path).toEqual({ node: NODE });
  }
});

describe("the public API", () => {
  test("has the entry points that are listed", () => {
    const published = [...packed.values()].flatMap(({ entryPoints }) => Object.keys(entryPoints));
    expect(published.sort()).toEqual(Object.keys(PUBLIC_API).sort());
  });

  test.each(Object.entries(PUBLIC_API))("of %s is what is listed", async (name, listed) => {
    const owner = [...packed.values()].find(({ entryPoints }) => name in entryPoints);
    const declarations = await readFile(owner?.entryPoints[name] ?? "", "utf8");
    const { all, values, types } = exportsOf(declarations);
    expect({ all, values, types }).toEqual({ all: [], ...listed });
    const others = all.flatMap((other) => PUBLIC_API[other]?.values ?? []);
    expect(Object.keys(await import(name)).sort()).toEqual([...values, ...others].sort());
  });
});
