/** A runtime that is published as an npm package, the program in it, and what stands before the file that it runs. */
export interface RuntimeRelease {
  readonly name: string;
  readonly package: string;
  readonly program: "node" | "bun" | "deno";
  readonly args: readonly string[];
}

const node = (major: number): RuntimeRelease => ({
  name: `Node ${major}`,
  package: `node-${process.platform}-${process.arch}@${major}`,
  program: "node",
  args: [],
});

export const RUNTIMES: readonly RuntimeRelease[] = [
  ...[20, 22, 24, 26].map(node),
  { name: "Bun", package: "bun@1", program: "bun", args: [] },
  { name: "Deno", package: "deno@2", program: "deno", args: ["run", "--allow-all"] },
];
