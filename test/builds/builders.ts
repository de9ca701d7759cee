import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import commonjs from "@rollup/plugin-commonjs";
import json from "@rollup/plugin-json";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { transform } from "@swc/core";
import { build as esbuild } from "esbuild";
import { build as rolldown } from "rolldown";
import { rollup } from "rollup";
import webpack from "webpack";
import { runTsc } from "../helpers/run.js";
import type { Sources } from "./programs.js";

/** Builds a program, minified where the builder can do that. Returns the file to run. */
export type Builder = (source: Sources, folder: string) => Promise<string>;

/** Reads files beside it, which a bundle would have to bring. */
export const PGLITE = "@electric-sql/pglite";
/** Asked for by NestJS in case that they are installed. */
export const NOT_INSTALLED = [
  ...["microservices", "platform-express", "websockets"].map((name) => `@nestjs/${name}`),
  "class-transformer",
  "class-validator",
];
const EXTERNAL = [PGLITE, ...NOT_INSTALLED];

/** Packages that are CommonJS ask for a `require`, which a bundle that is a module has not. */
export const REQUIRE = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;

export const BUILDERS: Readonly<Record<string, Builder>> = {
  tsc: async (source, folder) => {
    const legacy = source.legacyDecorators === true;
    const tsconfig = {
      // The types are checked where the sources are.
      compilerOptions: {
        ...{ target: "es2022", module: "nodenext", types: [], noCheck: true },
        ...{ experimentalDecorators: legacy, emitDecoratorMetadata: legacy },
        ...{ rootDir: "src", outDir: "dist" },
      },
      include: ["src"],
    };
    await cp(dirname(source.main), join(folder, "src"), { recursive: true });
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
    await runTsc(["-p", folder], { cwd: folder });
    return join(folder, "dist", basename(source.main).replace(/ts$/, "js"));
  },

  swc: async (source, folder) => {
    const from = dirname(source.main);
    for (const file of await readdir(from)) {
      const { code } = await transform(await readFile(join(from, file), "utf8"), {
        ...{ filename: file, configFile: false, swcrc: false, minify: true },
        jsc: {
          target: "es2022",
          parser: { syntax: "typescript", decorators: true },
          transform: source.legacyDecorators
            ? { legacyDecorator: true, decoratorMetadata: true }
            : { decoratorVersion: "2022-03" },
          minify: { compress: true, mangle: { toplevel: true }, module: true },
        },
        module: { type: "es6" },
      });
      await writeFile(join(folder, file.replace(/ts$/, "js")), code);
    }
    return join(folder, "main.js");
  },

  esbuild: async (source, folder) => {
    const outfile = join(folder, "main.js");
    await esbuild({
      ...{
        entryPoints: [source.main],
        outfile,
        external: EXTERNAL.flatMap((it) => [it, `${it}/*`]),
      },
      ...{ bundle: true, minify: true, platform: "node", format: "esm", target: "node20" },
      banner: { js: REQUIRE },
      tsconfigRaw: {
        compilerOptions: { experimentalDecorators: source.legacyDecorators === true },
      },
    });
    return outfile;
  },

  rolldown: async (source, folder) => {
    const file = join(folder, "main.js");
    await rolldown({
      ...{
        input: await compiled(source, folder),
        platform: "node",
        external: EXTERNAL.map(beginningWith),
      },
      output: { file, minify: true, codeSplitting: false },
    });
    return file;
  },

  rollup: async (source, folder) => {
    const bundle = await rollup({
      input: await compiled(source, folder),
      plugins: [nodeResolve({ preferBuiltins: true }), asModule(commonjs)(), asModule(json)()],
      external: EXTERNAL.map(beginningWith),
      logLevel: "silent",
    });
    const plugins = [asModule(terser)({ module: true, maxWorkers: 1 })];
    await bundle.write({ dir: folder, entryFileNames: "main.js", format: "esm", plugins });
    await bundle.close();
    return join(folder, "main.js");
  },

  webpack: async (source, folder) => {
    const compiler = webpack({
      ...{ mode: "production", target: "node20", entry: await compiled(source, folder) },
      plugins: NOT_INSTALLED.map(
        (name) => new webpack.IgnorePlugin({ resourceRegExp: beginningWith(name) }),
      ),
      ...{ externalsType: "module", externals: [PGLITE] },
      ...{
        experiments: { outputModule: true },
        output: { path: folder, filename: "main.js", module: true },
      },
    });
    const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) =>
      compiler.run((error, result) => (error ? reject(error) : resolve(result))),
    );
    if (stats?.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
    return join(folder, "main.js");
  },
};

/** By their types these plugins are CommonJS, whose export is in `default`; Node loads them as modules. */
function asModule<T>(plugin: { readonly default: T }): T {
  return plugin as unknown as T;
}

/** The package, and what is in it. */
function beginningWith(name: string): RegExp {
  return new RegExp(`^${name}(/|$)`);
}

/** For bundlers that know nothing of decorators, or have a compiler go before them. */
async function compiled(source: Sources, folder: string): Promise<string> {
  const before = await prepare(source, join(folder, "compiled"));
  return BUILDERS["tsc"]?.(source, before) ?? "";
}

/** The sources of a program in a folder of their own, for what compiles as it runs. Returns the file to run. */
export async function copied(source: Sources, folder: string): Promise<string> {
  const compilerOptions = { experimentalDecorators: source.legacyDecorators === true };
  await cp(dirname(source.main), join(folder, "src"), { recursive: true });
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  return join(folder, "src", basename(source.main));
}

/** A folder from which a program finds its packages. */
export async function prepare(source: Sources, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await symlink(join(source.folder, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{"type": "module"}');
  return folder;
}
