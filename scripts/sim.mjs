import { run } from "./run.mjs";

await run("tools/sim/dist/main.js");
