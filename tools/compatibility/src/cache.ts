import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** What is fetched once, and can be deleted at any time. */
export const CACHE = fileURLToPath(
  new URL("../../../node_modules/.cache/lockwire", import.meta.url),
);
