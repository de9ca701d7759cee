import { run } from "./run.mjs";

await run("tools/compatibility/dist/servers/main.js");
