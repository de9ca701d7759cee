import { readOptions } from "./options.js";
import { runDemo } from "./run-demo.js";
import { openScreen } from "./view/open-screen.js";

const right = await runDemo(readOptions(process.argv.slice(2)), openScreen(process.stdout));
process.exitCode = right ? 0 : 1;
