// npm run size: what each package adds to a program, minified and compressed, and whether that is within its limit.

import { spawnSync } from "node:child_process";
import { setup } from "./setup.mjs";

await setup();
process.exitCode = spawnSync("pnpm", ["exec", "size-limit"], { stdio: "inherit" }).status ?? 1;
