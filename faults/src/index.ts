export { type Finding, type Invariant, merge } from "./check/finding.js";
export { judge, type Promises } from "./check/judge.js";
export type { Entry, Event } from "./history/event.js";
export { type Outcome, type PlayOptions, play, violationsOf } from "./run/play.js";
export { findScenarios } from "./scenarios/find-scenarios.js";
export type { Scenario } from "./scenarios/scenario.js";
export type { Variant } from "./worker/setup.js";
