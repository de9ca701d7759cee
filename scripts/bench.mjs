import { run } from "./run.mjs";

await run("bench/dist/main.js");
