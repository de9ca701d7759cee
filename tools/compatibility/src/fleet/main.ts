import { parseArgs } from "node:util";
import { markdownTable } from "markdown-table";
import { runFleet } from "./run-fleet.js";

const { values } = parseArgs({ options: { acquisitions: { type: "string", default: "10000" } } });
const wanted = Number(values.acquisitions);
if (!Number.isSafeInteger(wanted) || wanted < 1) {
  console.error("npm run fleet -- [--acquisitions N]");
  process.exit(2);
}

const { shares, counted, missing } = await runFleet(wanted);
const cells = shares.map(({ kind, acquisitions, overlaps }) => [
  kind,
  `${acquisitions}`,
  `${overlaps}`,
]);
console.log(`\n${markdownTable([["process", "acquisitions", "overlaps"], ...cells])}\n`);
if (missing !== undefined) console.log(`SKIPPED redis-py: ${missing}`);
const total = shares.reduce((sum, { acquisitions }) => sum + acquisitions, 0);
const overlaps = shares.reduce((sum, share) => sum + share.overlaps, 0);
console.log(`${total} acquisitions, ${overlaps} overlaps, ${total - counted} lost updates`);
process.exitCode = total === wanted && counted === wanted && overlaps === 0 ? 0 : 1;
