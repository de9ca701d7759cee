// npm run site: builds the site into site/dist. npm run site -- --serve: and shows it.

import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { buildSite, IN_SITE } from "./build-site.mjs";
import { setup } from "./setup.mjs";

const { values } = parseArgs({ options: { serve: { type: "boolean", default: false } } });

await setup();
await buildSite();
console.log("The site is in site/dist.");
const serve = [...IN_SITE, "serve"];
if (values.serve) spawnSync("pnpm", serve, { stdio: "inherit" });
