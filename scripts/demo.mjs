import { run } from "./run.mjs";

await run("demo/dist/main.js");
