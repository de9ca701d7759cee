export { conformance } from "./conformance.js";
export type { Runner } from "./runner.js";
export type { Subject } from "./stage.js";
export { Stopwatch } from "./stopwatch.js";
