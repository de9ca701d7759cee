import { step } from "./step.mjs";

/** The arguments with which pnpm runs a script of the site. */
export const IN_SITE = ["--dir", "site", "run"];

/** Builds the site into site/dist, from packages that are built. Ends the process when it cannot. */
export async function buildSite() {
  const built =
    (await step("The API reference", "pnpm", [...IN_SITE, "api"])) &&
    (await step("The pages of the site", "pnpm", [...IN_SITE, "html"]));
  if (!built) process.exit(1);
}
