import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run, runNode, runTsc } from "./run.js";
import { ROOT } from "./workspace.js";

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
  /** As in a package.json. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** What npm takes from elsewhere than the registry. */
  readonly overrides: Readonly<Record<string, string>>;
}

/** A folder of somebody who installs our packages with npm. */
export class UserProject {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async install({ folder, ...manifest }: UserProjectOptions): Promise<UserProject> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, ...manifest }));
    const quick = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];
    await run("npm", ["install", ...quick], { cwd: folder, timeout: 120_000 });
    return new UserProject(folder);
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

  /** Compiles a source file under both ways to resolve a package, and writes the program of the first. */
  async compile(file: string, source: string): Promise<void> {
    await writeFile(join(this.folder, file), source);
    await this.#tsc({ module: "nodenext", moduleResolution: "nodenext" }, file);
    await this.#tsc({ module: "esnext", moduleResolution: "bundler", noEmit: true }, file);
  }

  /** Runs a file of it, written first if its text is given. */
  async run(file: string, source?: string): Promise<string> {
    if (source !== undefined) await writeFile(join(this.folder, file), source);
    return runNode([file], { cwd: this.folder });
  }

  async #tsc(resolution: object, file: string): Promise<void> {
    const compilerOptions = { ...COMPILER_OPTIONS, ...resolution };
    const project = join(this.folder, "tsconfig.json");
    await writeFile(project, JSON.stringify({ compilerOptions, files: [file] }));
    await runTsc(["-p", project], { cwd: this.folder });
  }
}
