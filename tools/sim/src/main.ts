import { generate } from "./plan/generate.js";
import { bundle } from "./process/bundle.js";
import { Sandbox } from "./process/sandbox.js";
import { play } from "./run/play.js";

Error.stackTraceLimit = 0;
const sandbox = new Sandbox(await bundle());
const [from = "1", to = from] = (process.argv[2] ?? "1").split("..");
const traced = from === to;
let [acquisitions, simulated, bad] = [0, 0, 0];
for (let seed = Number(from); seed <= Number(to); seed++) {
  const outcome = await play(generate(seed), sandbox, traced);
  acquisitions += outcome.acquisitions;
  simulated += outcome.simulated;
  if (traced) for (const line of outcome.trace) console.log(line);
  if (outcome.violation) {
    bad += 1;
    console.log(`seed ${seed}: ${outcome.violation.letter}: ${outcome.violation.message}`);
  }
}
const cpu = process.cpuUsage();
const seconds = (cpu.user + cpu.system) / 1e6;
console.log({
  acquisitions,
  simulated: simulated / 1000,
  cpu: seconds,
  rate: simulated / 1000 / seconds,
  bad,
});
