import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { IS_LONG } from "./is-long.js";
import { type PackedPackages, tarballsOf } from "./pack.js";
import { run, runNode, runTsc } from "./run.js";
import { ROOT } from "./workspace.js";

const PATH_WITH_YARN = [join(ROOT, "test/node_modules/.bin"), process.env["PATH"]].join(delimiter);

const COMPILER_OPTIONS = {
  target: "es2022",
  strict: true,
  exactOptionalPropertyTypes: true,
  // The declarations of what is installed are under test too.
  skipLibCheck: false,
  types: ["node"],
  typeRoots: [join(ROOT, "node_modules/@types")],
};

export interface UserProjectOptions {
  readonly folder: string;
  /** What is packed, which comes from there rather than from the registry. */
  readonly packed: PackedPackages;
  /** The folders of those of them that are to be installed. */
  readonly ours: readonly string[];
  /** What else is, as in a package.json. */
  readonly others?: Readonly<Record<string, string>>;
  /** What else its tsconfig.json says. */
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  /** @default "npm" */
  readonly manager?: PackageManager;
}

/** npm and Yarn lay all packages in one folder; with pnpm a package finds what it declares, and nothing else. */
type PackageManager = keyof typeof INSTALL;

const INSTALL = {
  npm: ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"],
  pnpm: ["pnpm", "install", "--prefer-offline", "--ignore-scripts"],
  yarn: [
    ...["yarn", "install", "--prefer-offline", "--ignore-scripts", "--non-interactive"],
    // Its common cache knows a tarball by name and version, which two builds share.
    ...["--no-lockfile", "--ignore-engines", "--cache-folder", ".yarn-cache"],
  ],
} as const;

/** A folder of somebody who installs our packages, as `npm init -y` makes it. */
export class UserProject {
  readonly folder: string;
  readonly #compilerOptions: object;

  private constructor(folder: string, compilerOptions: object) {
    this.folder = folder;
    this.#compilerOptions = { ...COMPILER_OPTIONS, ...compilerOptions };
  }

  static async install({
    folder,
    packed,
    ours,
    others,
    compilerOptions = {},
    manager = "npm",
  }: UserProjectOptions): Promise<UserProject> {
    const overrides = tarballsOf(packed);
    const own = ours.map((name) => [`@lockwire/${name}`, overrides[`@lockwire/${name}`]]);
    const dependencies = { ...Object.fromEntries(own), ...others };
    await mkdir(folder, { recursive: true });
    await run("npm", ["init", "-y"], { cwd: folder });
    const manifest = join(folder, "package.json");
    const fields = JSON.parse(await readFile(manifest, "utf8"));
    Object.assign(fields, { private: true, dependencies, overrides, resolutions: overrides });
    await writeFile(manifest, JSON.stringify(fields));
    await writeFile(join(folder, "pnpm-workspace.yaml"), JSON.stringify({ overrides }));
    const [program, ...args] = INSTALL[manager];
    await run(program, args, { cwd: folder, timeout: 240_000, env: { PATH: PATH_WITH_YARN } });
    return new UserProject(folder, compilerOptions);
  }

  /** The version of every package that npm installed, by name. */
  async installed(): Promise<Record<string, string>> {
    const lock = await readFile(join(this.folder, "package-lock.json"), "utf8");
    const { packages }: { packages: Record<string, { version?: string }> } = JSON.parse(lock);
    return Object.fromEntries(
      Object.entries(packages).map(([path, { version = "" }]) => [
        path.replace(/^.*node_modules\//, ""),
        version,
      ]),
    );
  }

  /**
   * Compiles source files of one kind, and writes their programs. `npm run test:long` compiles them under every other way to
   * resolve a package as well, which `npm run check` asks arethetypeswrong about.
   */
  async compile(sources: Readonly<Record<string, string>>): Promise<void> {
    const files = Object.keys(sources);
    for (const file of files) await this.write(file, sources[file] ?? "");
    await this.#tsc({ module: "nodenext", moduleResolution: "nodenext" }, files);
    if (!IS_LONG) return;
    await this.#tsc({ module: "esnext", moduleResolution: "bundler", noEmit: true }, files);
    if (files.every((file) => file.endsWith(".mts"))) {
      await this.#tsc({ module: "node16", moduleResolution: "node16", noEmit: true }, files);
    } else {
      await this.#tsc({ module: "commonjs", moduleResolution: "bundler", noEmit: true }, files);
    }
  }

  /** Returns the path of the file. */
  async write(file: string, source: string): Promise<string> {
    const path = join(this.folder, file);
    await writeFile(path, source);
    return path;
  }

  /** Runs a file of it, written first if its text is given. */
  async run(file: string, source?: string): Promise<string> {
    if (source !== undefined) await this.write(file, source);
    // What runs the tests has a NODE_PATH, by which the repository's own packages would be found.
    return runNode([file], { cwd: this.folder, env: { NODE_PATH: "" } });
  }

  async #tsc(resolution: object, files: readonly string[]): Promise<void> {
    const compilerOptions = { ...this.#compilerOptions, ...resolution };
    const project = join(this.folder, "tsconfig.json");
    await writeFile(project, JSON.stringify({ compilerOptions, files }));
    await runTsc(["-p", project], { cwd: this.folder });
  }
}
