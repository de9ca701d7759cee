import { fileURLToPath } from "node:url";

/** The folder of the repository, in which the pages have the paths that they have on GitHub. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export const GITHUB = "https://github.com/lockwire/lockwire";

/** Markdown that is no page: the README is part of the first page. */
export const NO_PAGES = ["README.md", "test/**", "site/dist/**", "**/node_modules/**"];
