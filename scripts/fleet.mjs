import { run } from "./run.mjs";

await run("tools/compatibility/dist/fleet/main.js");
