import { spawnSync } from "node:child_process";
import { setup } from "./setup.mjs";

await setup();
const { status } = spawnSync(process.execPath, ["demo/dist/main.js", ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
