import { chmodSync } from "node:fs";
import { defineConfig, type Plugin } from "rolldown";
import { licensesOf } from "./licenses-of.js";

const licenses: Plugin = {
  name: "licenses",
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((file) =>
      file.type === "chunk" ? file.moduleIds : [],
    );
    this.emitFile({ type: "asset", fileName: "licenses.txt", source: licensesOf(modules) });
  },
};

/** Whoever has a clone can run the program as it lies there. */
const executable: Plugin = {
  name: "executable",
  writeBundle: () => chmodSync("dist/lockwire.js", 0o755),
};

const target = { platform: "node", transform: { target: "es2023" } } as const;
const output = {
  dir: "dist",
  chunkFileNames: "[name].js",
  // Names stay: errors are told apart by that of their class, and a stack trace is worth nothing without them.
  minify: { compress: true, mangle: false, codegen: true },
  keepNames: true,
} as const;

/**
 * Two programs, with their libraries in them: read from node_modules, ioredis alone takes longer than the rest of the
 * start. What every command needs is one file, what speaks to Redis another, and what few commands need stands apart.
 */
export default defineConfig([
  {
    ...target,
    input: { watchdog: "src/watchdog/main.ts" },
    output: { ...output, cleanDir: true },
  },
  {
    ...target,
    input: { lockwire: "src/lockwire.ts" },
    plugins: [licenses, executable],
    output: {
      ...output,
      codeSplitting: {
        groups: [
          { name: "redis", test: /\/(ioredis|@ioredis|core|redis|redis-pubsub|redis-spin)\// },
          {
            name: "main",
            test: /\/src\/(?!lockwire|bench|completion|inspect|run\/|watch|output\/c[ou])|\/commander\//,
          },
        ],
      },
    },
  },
]);
