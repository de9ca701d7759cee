import { checks } from "./checks.mjs";
import { setup } from "./setup.mjs";

await setup();
process.exitCode = (await checks()) > 0 ? 1 : 0;
