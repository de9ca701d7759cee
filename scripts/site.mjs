// npm run site: builds the site into site/dist. npm run site -- --serve: and shows it.

import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { setup } from "./setup.mjs";
import { step } from "./step.mjs";

const { values } = parseArgs({ options: { serve: { type: "boolean", default: false } } });

await setup();
const inSite = ["--dir", "site", "run"];
const built =
  (await step("The API reference", "pnpm", [...inSite, "api"])) &&
  (await step("The pages", "pnpm", [...inSite, "html"]));
if (!built) process.exit(1);
console.log("The site is in site/dist.");
const serve = [...inSite, "serve"];
if (values.serve) spawnSync("pnpm", serve, { stdio: "inherit" });
