import { run } from "./run.mjs";

await run("tools/faults/dist/main.js");
