import { run } from "./run.mjs";

await run("tools/compatibility/dist/runtimes/main.js");
