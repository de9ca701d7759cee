import { CLIENTS } from "./clients.js";
import { runSuite } from "./run-suite.js";

/** Runs the conformance suite on the client and the URL that are named, and prints the outcome as one line of JSON. */
const [name, url = ""] = process.argv.slice(2);
const client = CLIENTS.find((known) => known.name === name);
if (client === undefined) throw new RangeError(`no client is called ${name}`);
const outcome = await runSuite(client, url);
process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit(0));
