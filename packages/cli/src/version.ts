import { readFileSync } from "node:fs";

/** Of the package; its package.json lies one folder up, from the sources as from what is built. */
export const VERSION: string = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
).version;
