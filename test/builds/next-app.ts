import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { run } from "../helpers/run.js";
import { ROOT } from "../helpers/workspace.js";
import { NOT_INSTALLED, PGLITE } from "./builders.js";
import type { Source } from "./programs.js";

const NEXT = createRequire(import.meta.url).resolve("next/dist/bin/next");

/** An application of Next.js with a route for each program, which loads it at the first request. */
export interface NextApp extends AsyncDisposable {
  readonly folder: string;
  readonly start: readonly [string, ...string[]];
}

/** Builds it as `next build` does for production. */
export async function buildNextApp(sources: readonly Source[]): Promise<NextApp> {
  // Turbopack reads nothing outside of the folder that it is told of, where the packages are.
  const dist = join(ROOT, "test", "dist");
  await mkdir(dist, { recursive: true });
  const folder = await mkdtemp(join(dist, "next-"));
  await Promise.all([
    writeFile(join(folder, "package.json"), '{"type": "module"}'),
    writeFile(join(folder, "next.config.mjs"), config()),
    writeFile(
      join(folder, "jsconfig.json"),
      '{"compilerOptions": {"experimentalDecorators": true, "emitDecoratorMetadata": true}}',
    ),
    writeFile(join(folder, "not-installed.cjs"), 'throw new Error("not installed");'),
    ...sources.map((source) => writeRoute(folder, source)),
  ]);
  const env = { NEXT_TELEMETRY_DISABLED: "1" };
  await run(process.execPath, [NEXT, "build"], { cwd: folder, timeout: 240_000, env });
  return {
    folder,
    start: [NEXT, "start", "--port", "0"],
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

function config(): string {
  const resolveAlias = Object.fromEntries(
    NOT_INSTALLED.flatMap((name) => [name, `${name}/*`]).map((it) => [it, "./not-installed.cjs"]),
  );
  const options = { turbopack: { root: ROOT, resolveAlias }, serverExternalPackages: [PGLITE] };
  return `export default ${JSON.stringify(options)};`;
}

async function writeRoute(app: string, { title, main, env = {} }: Source): Promise<void> {
  const folder = join(app, "app", title);
  await mkdir(folder, { recursive: true });
  const route = `
    export const dynamic = "force-dynamic";
    export async function GET() {
      Object.assign(process.env, ${JSON.stringify(env)});
      await import(${JSON.stringify(relative(folder, main))});
      return new Response();
    }`;
  await writeFile(join(folder, "route.js"), route);
}
