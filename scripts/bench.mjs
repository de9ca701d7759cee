import { run } from "./run.mjs";

await run("tools/bench/dist/main.js");
