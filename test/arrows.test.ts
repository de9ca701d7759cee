import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What each layer of core may import, beside itself. An entry point is a layer of its own. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  checks: [],
  backoff: ["checks"],
  contract: ["checks", "backoff"],
  engine: ["checks", "backoff", "contract"],
  memory: ["checks", "backoff", "contract", "engine"],
  redis: ["checks", "backoff", "contract", "engine"],
  synchronized: ["checks", "backoff", "contract", "engine"],
  testing: ["checks", "backoff", "contract", "engine"],
  "backend.ts": ["checks", "contract", "engine"],
  "index.ts": ["backoff", "contract", "memory", "synchronized"],
};

/** What each package may import by name. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: ["eventemitter3", "nanoid"],
  opentelemetry: ["@lockwire/core", "@opentelemetry/api"],
  "redis-pubsub": ["@lockwire/core", "ioredis"],
  "redis-spin": ["@lockwire/core", "ioredis"],
};

const IMPORT = /^(?:import|export)\s(?:[^;"=]*\sfrom\s)?"([^"]+)"|\bimport\("([^"]+)"\)/gm;

interface Import {
  readonly file: string;
  readonly specifier: string;
}

describe.each(Object.keys(PACKAGES))("packages/%s", (name) => {
  const src = join(root, "packages", name, "src");
  const imports = importsBelow(src);

  test("imports something, so that this test looks at the right place", () => {
    expect(imports.length).toBeGreaterThan(5);
  });

  test("imports no package but those it may", () => {
    const others = imports.filter(
      ({ specifier }) =>
        !(specifier.startsWith(".") || specifier.startsWith("node:")) &&
        !PACKAGES[name]?.includes(packageOf(specifier)),
    );
    expect(others).toEqual([]);
  });

  test("reaches into no other folder by a relative path", () => {
    const outside = imports.filter(
      ({ file, specifier }) =>
        specifier.startsWith(".") && !resolve(dirname(file), specifier).startsWith(src + sep),
    );
    expect(outside).toEqual([]);
  });
});

describe("the layers of core", () => {
  const src = join(root, "packages", "core", "src");
  const layerOf = (path: string): string => relative(src, path).split(sep)[0] ?? "";

  test("are all known to this test", () => {
    expect(readdirSync(src).sort()).toEqual(Object.keys(LAYERS).sort());
  });

  test.each(Object.entries(LAYERS))("%s imports only what stands before it", (layer, before) => {
    const against = importsBelow(src)
      .filter(({ file, specifier }) => layerOf(file) === layer && specifier.startsWith("."))
      .filter(({ file, specifier }) => {
        const target = layerOf(resolve(dirname(file), specifier));
        return target !== layer && !before.includes(target);
      });
    expect(against).toEqual([]);
  });
});

function importsBelow(folder: string): Import[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(folder, path))
    .flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(IMPORT)].map(([, fixed, dynamic = ""]) => ({
        file,
        specifier: fixed ?? dynamic,
      })),
    );
}

/** "@lockwire/core/redis" is of the package "@lockwire/core". */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
