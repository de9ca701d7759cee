import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../src/repository.js";

/** Builds the site as `npm run site` does, from packages that are built already. */
export function buildSite(): void {
  for (const script of ["api", "html"]) {
    const { status, stdout, stderr } = spawnSync("pnpm", ["run", script], {
      cwd: join(ROOT, "site"),
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`npm run ${script} failed:\n${stdout}${stderr}`);
  }
}
