import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../src/repository.js";

export const DIST = join(ROOT, "site/dist");

/** The path of every page of the site as built: "/docs/loss.html". `npm run site` builds it. */
export function pages(): string[] {
  return readdirSync(DIST, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".html") && path !== "404.html")
    .map((path) => `/${path}`)
    .sort();
}
