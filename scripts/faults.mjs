import { run } from "./run.mjs";

await run("faults/dist/main.js");
