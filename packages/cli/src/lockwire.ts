#!/usr/bin/env node
import module from "node:module";

// From Node 22.8 on, a second start need not compile again. Before the rest is loaded, so that it covers the rest.
if ("enableCompileCache" in module) (module.enableCompileCache as () => void)();

const { main } = await import("./main.js");
await main(process.argv.slice(2));
