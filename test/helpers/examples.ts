import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type CodeBlock, codeBlocks } from "./code-blocks.js";
import { type Document, documents } from "./documents.js";
import { onServer } from "./on-server.js";
import { runNode, runTsc } from "./run.js";
import { ROOT } from "./workspace.js";

/** A code block of a document, as the program that the tests make of it. */
export interface Example {
  /** "docs/loss.md:12" */
  readonly where: string;
  readonly block: CodeBlock;
  /** The source's name in the folder of examples. */
  readonly file: string;
}

const COMPILER_OPTIONS = {
  target: "es2022",
  lib: ["es2023", "esnext.disposable"],
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  allowJs: true,
  checkJs: true,
  outDir: "out",
  // Its "exports" leave out its types.
  paths: { redlock: ["./node_modules/redlock/dist/index.d.ts"] },
  types: ["node"],
  typeRoots: [join(ROOT, "node_modules/@types")],
};

/** Nest's decorators stand on parameters too, which standard decorators cannot. */
const NEST_COMPILER_OPTIONS = {
  ...COMPILER_OPTIONS,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

const PRELUDES = documents().flatMap(({ text }) => codeBlocks(text));

/** The blocks that are programs: TypeScript, as ESM, and JavaScript, as CommonJS. */
export function examplesOf({ path, text }: Document): Example[] {
  return codeBlocks(text).flatMap((block) => {
    const extension = { ts: "mts", js: "cjs" }[block.language];
    if (extension === undefined || block.notes["from"] !== undefined) return [];
    const file = `${path.replaceAll("/", "-")}-${block.line}.${extension}`;
    return { where: `${path}:${block.line}`, block, file };
  });
}

/** The examples of all documents in a folder of their own, compiled. */
export class ExampleFolder {
  readonly #folder: string;
  readonly #complaints: readonly string[];

  private constructor(folder: string, complaints: readonly string[]) {
    this.#folder = folder;
    this.#complaints = complaints;
  }

  /** @param url the server that the examples are to use */
  static async compile(
    folder: string,
    examples: readonly Example[],
    url: string,
  ): Promise<ExampleFolder> {
    await mkdir(folder, { recursive: true });
    await symlink(join(ROOT, "test", "node_modules"), join(folder, "node_modules"));
    for (const { file, block } of examples) {
      const source = `${preludeOf(block.notes["with"])}${block.text}\n`;
      await writeFile(join(folder, file), onServer(source, url));
    }
    const [nest, others] = [examples.filter(isNest), examples.filter((it) => !isNest(it))];
    const complaints = [
      ...(await complaintsOf(folder, others, COMPILER_OPTIONS)),
      ...(await complaintsOf(folder, nest, NEST_COMPILER_OPTIONS)),
    ];
    return new ExampleFolder(folder, complaints);
  }

  /** What the compiler has to say against an example; whatever it cannot name a file for counts against all. */
  complaints({ file }: Example): string[] {
    return this.#complaints.filter((line) => line.startsWith(`${file}(`) || /^error /.test(line));
  }

  /** Runs an example to its end. */
  run({ file }: Example): Promise<string> {
    const program = join("out", file.replace(/mts$/, "mjs"));
    return runNode([program], { cwd: this.#folder, timeout: 50_000 });
  }
}

function isNest({ block }: Example): boolean {
  return block.text.includes('"@nestjs/');
}

/** Compiles some of the examples, and returns the lines of the compiler. */
async function complaintsOf(
  folder: string,
  examples: readonly Example[],
  compilerOptions: object,
): Promise<string[]> {
  if (examples.length === 0) return [];
  const files = examples.map(({ file }) => file);
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  return runTsc(["-p", "."], { cwd: folder }).then(
    () => [],
    (error: Error) => error.message.split("\n").slice(1),
  );
}

/** What stands before a fragment, unseen: a block of test/preludes.md, or one that the document has shown before. */
function preludeOf(name: string | undefined): string {
  if (name === undefined) return "";
  const prelude = PRELUDES.find(({ notes }) => notes["prelude"] === name);
  if (prelude === undefined) throw new Error(`no document has a prelude ${name}`);
  return `${prelude.text}\n`;
}
