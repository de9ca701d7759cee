/** A program that runs JavaScript: a column of the table. */
export interface Runtime {
  readonly name: string;
  readonly program: string;
  /** What stands before the file that it runs. */
  readonly args: readonly string[];
}

/** The one that runs this. */
export const OWN_RUNTIME: Runtime = {
  name: `Node ${process.versions.node}`,
  program: process.execPath,
  args: [],
};
