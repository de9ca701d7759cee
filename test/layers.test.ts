import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const CONTRACT = ["checks", "backoff", "contract"];
const ENGINE = [...CONTRACT, "engine"];
const ENGINE_BASE = [
  "time",
  "mode.ts",
  "cleanup.ts",
  "emitter.ts",
  "tracing.ts",
  "client-context.ts",
];

const CLI_BASE = [
  ...["end-as.ts", "exit-codes.ts", "failure.ts", "interruption.ts"],
  ...["locks.ts", "monotonic.ts"],
];
const CLI_TOOLS = [...CLI_BASE, "options", "output"];

/** What each layer of a package may import, beside itself. An entry point is a layer of its own. */
const LAYERS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  core: {
    checks: [],
    backoff: ["checks"],
    contract: ["checks", "backoff"],
    engine: CONTRACT,
    memory: ENGINE,
    synchronized: ENGINE,
    testing: ENGINE,
    "backend.ts": [...ENGINE, "synchronized"],
    "index.ts": [...ENGINE, "memory", "synchronized"],
  },
  // The parts of the engine; they may also import what `engine` above may. A wait knows nothing of what is held.
  "core/src/engine": {
    time: [],
    "mode.ts": [],
    "emitter.ts": [],
    "cleanup.ts": ["time"],
    "tracing.ts": ["time"],
    "client-context.ts": ["cleanup.ts", "emitter.ts"],
    wait: ENGINE_BASE,
    hold: [...ENGINE_BASE, "wait"],
    "acquire-all.ts": ["time", "hold", "run-holding.ts"],
    "run-holding.ts": [],
    "candidacy.ts": ["time"],
    "calls.ts": [...ENGINE_BASE, "wait", "run-holding.ts"],
    "acquirer.ts": [...ENGINE_BASE, "wait", "hold", "calls.ts"],
    "client-extensions.ts": [...ENGINE_BASE, "wait", "acquirer.ts", "calls.ts"],
    "lock-client.ts": [
      ...[...ENGINE_BASE, "wait", "hold"],
      ...["acquire-all.ts", "acquirer.ts", "calls.ts", "candidacy.ts"],
      ...["client-extensions.ts", "run-holding.ts"],
    ],
    "create-locks.ts": [...ENGINE_BASE, "lock-client.ts"],
  },
  cli: {
    "end-as.ts": [],
    "exit-codes.ts": [],
    "failure.ts": ["exit-codes.ts"],
    "interruption.ts": [],
    "monotonic.ts": [],
    "version.ts": [],
    "locks.ts": ["exit-codes.ts", "failure.ts"],
    output: CLI_BASE,
    options: ["failure.ts", "output"],
    processes: [],
    watchdog: ["monotonic.ts", "processes"],
    run: [...CLI_TOOLS, "processes", "watchdog"],
    inspect: CLI_TOOLS,
    watch: CLI_TOOLS,
    bench: CLI_TOOLS,
    completion: ["output"],
    commands: [...CLI_TOOLS, "run", "inspect", "watch", "bench", "completion"],
    "program.ts": ["version.ts", "output", "commands"],
    "main.ts": [...CLI_BASE, "output", "program.ts"],
    "lockwire.ts": ["main.ts"],
  },
  redis: {
    scripts: [],
    client: ["scripts"],
    layout: ["scripts", "client"],
    stores: ["scripts", "client", "layout"],
    replication: ["scripts", "client"],
    link: ["scripts", "client", "replication"],
    "index.ts": ["scripts", "client", "layout", "stores", "replication", "link"],
  },
  rabbitmq: {
    amqp: [],
    protocol: ["amqp"],
    session: ["amqp", "protocol"],
    backend: ["amqp", "protocol", "session"],
    "options.ts": ["amqp"],
    "create-rabbit-locks.ts": ["amqp", "protocol", "session", "backend", "options.ts"],
    "index.ts": ["amqp", "options.ts", "create-rabbit-locks.ts"],
  },
};

/** What each package may import by name. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  cli: [
    ...["@lockwire/core", "@lockwire/redis-pubsub", "@lockwire/redis-spin"],
    ...["commander", "string-width"],
  ],
  core: ["eventemitter3", "nanoid"],
  nestjs: ["@lockwire/core", "@nestjs/common"],
  opentelemetry: ["@lockwire/core", "@opentelemetry/api"],
  rabbitmq: ["@lockwire/core", "amqplib"],
  redis: ["@lockwire/core", "ioredis"],
  "redis-pubsub": ["@lockwire/core", "@lockwire/redis"],
  "redis-spin": ["@lockwire/core", "@lockwire/redis"],
  "web-locks": ["@lockwire/core"],
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

describe.each(Object.entries(LAYERS))("the layers of %s", (name, layers) => {
  const src = join(root, "packages", name.includes("/") ? name : join(name, "src"));
  const layerOf = (path: string): string => relative(src, path).split(sep)[0] ?? "";

  test("are all known to this test", () => {
    expect(readdirSync(src).sort()).toEqual(Object.keys(layers).sort());
  });

  test.each(Object.entries(layers))("%s imports only what stands before it", (layer, before) => {
    const against = importsBelow(src)
      .filter(({ file, specifier }) => layerOf(file) === layer && specifier.startsWith("."))
      .filter(({ file, specifier }) => {
        const target = layerOf(resolve(dirname(file), specifier)).replace(/\.js$/, ".ts");
        return target !== ".." && target !== layer && !before.includes(target);
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

/** "@lockwire/core/backend" is of the package "@lockwire/core". */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
