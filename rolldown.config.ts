import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "rolldown";

const { exports, dependencies, peerDependencies } = JSON.parse(
  readFileSync("package.json", "utf8"),
);

/** The built file of each entry point of the package in the current folder. */
const files = Object.values<string | { default: string }>(exports).flatMap((target) =>
  typeof target === "string" ? [] : [target.default],
);

/** What others bring, and how its modules start. */
const others = [
  "node:",
  ...Object.keys({ ...dependencies, ...peerDependencies }).map((name) => `${name}/`),
];

/** Lua scripts are texts; comments, but for those that `Script` reads, and indents are for who reads the sources. */
const lua: Plugin = {
  name: "lua",
  load: {
    filter: { id: /\.lua$/ },
    handler: (id) => ({
      code: readFileSync(id, "utf8").replace(
        /^ *--(?! (share|include|the step)\b).*\n|^ +|^\n/gm,
        "",
      ),
      moduleType: "text",
    }),
  },
};

/**
 * One file for each entry point, and one for what they share: most of what a module costs in a cold start is its file.
 * The declarations stay beside each other as the sources do; the compiler adds them.
 */
export default defineConfig({
  input: Object.fromEntries(
    files.map((file) => [file.slice("./dist/".length, -".js".length), sourceOf(file)]),
  ),
  external: (module) => others.some((other) => `${module}/`.startsWith(other)),
  platform: "node",
  transform: { target: "es2023" },
  plugins: [lua],
  output: {
    dir: "dist",
    cleanDir: true,
    codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] },
    chunkFileNames: "[name].js",
    sourcemap: true,
  },
});

function sourceOf(file: string): string {
  return file.replace("./dist/", "src/").replace(/\.js$/, ".ts");
}
