import type { Oddity, ProcessPlan, Variant } from "./plan.js";

/** What the plans of a theme have in common; what it leaves open is drawn as in any plan. */
export interface Theme {
  readonly variants?: readonly Variant[];
  readonly protocols?: readonly (2 | 3)[];
  readonly odd?: readonly Oddity[];
  /** How often a worker does something odd, of 1. */
  readonly often?: readonly number[];
  readonly ttls?: readonly number[];
  /** How long locks are held, in ms at most. */
  readonly busy?: number;
  /** The shortest hold that a worker may have for its longest, in ms. */
  readonly holds?: number;
  /** How long the workers work at least, in ms. */
  readonly lasts?: number;
  /** The kinds of fault; all of them are on. */
  readonly faults: readonly string[];
  /** How many turns the workers may take, about; by default as many as in any plan. */
  readonly turns?: number;
  /** How many workers a process may have. */
  readonly workers?: readonly number[];
  readonly process?: Partial<ProcessPlan>;
  /** Workers wait for long, and renew for as long as they hold. */
  readonly steady?: boolean;
  readonly sharing?: "exclusive" | "shared";
}

/** What is rare in the plans of all seeds, and met often by those of a theme. */
export const THEMES = {
  "local hand-offs": {
    variants: ["handoff"],
    odd: ["extend", "hasty"],
    ttls: [30_000],
    busy: 5,
    faults: ["clock back", "kill", "cut late", "replies held"],
    // A lease has fences for 64 hand-offs.
    turns: 4_000,
    workers: [6],
    steady: true,
    process: { localHandoffs: 200 },
    sharing: "exclusive",
  },
  "busy processes": {
    variants: ["handoff"],
    odd: [],
    ttls: [30_000],
    busy: 5,
    faults: [],
    workers: [6],
    steady: true,
    process: { localHandoffs: 2 },
    sharing: "exclusive",
  },
  "hand-offs that fail": {
    variants: ["handoff"],
    odd: ["abort", "forget", "force", "block"],
    ttls: [200, 1_000, 20_000, 30_000],
    busy: 10,
    faults: ["cut late", "held and cut", "replies held", "commands held", "slow", "stop"],
    workers: [2, 3, 6],
    process: { localHandoffs: 2, own: false, commandTimeout: 500 },
    sharing: "exclusive",
  },
  "late answers": {
    odd: ["extend", "abort"],
    ttls: [200, 3_000, 30_000],
    busy: 100,
    faults: ["cut late", "held and cut", "replies held", "commands held", "slow"],
    process: { commandTimeout: 500 },
    sharing: "exclusive",
  },
  "attempts that are sent again": {
    odd: [],
    ttls: [30_000],
    busy: 20,
    // A slow network has attempts under way when a connection is cut.
    faults: ["slow", "cut late"],
    lasts: 40_000,
    turns: 4_000,
    workers: [1, 2],
    process: { own: false },
    sharing: "exclusive",
  },
  extensions: {
    odd: ["extend", "extend-again"],
    often: [0.6],
    ttls: [1_000, 3_000, 30_000],
    busy: 3_000,
    faults: ["cut late", "held and cut", "replies held", "commands held", "slow"],
    workers: [1, 2],
    sharing: "exclusive",
  },
  "extensions that are lost": {
    variants: ["handoff"],
    odd: ["extend"],
    often: [0.9],
    ttls: [30_000],
    busy: 30_000,
    holds: 10_000,
    lasts: 30_000,
    faults: ["cut", "held and cut"],
    workers: [1],
    process: { own: true, commandTimeout: 500, safetyPoll: 1_000 },
    sharing: "exclusive",
  },
  "transfers that are lost": {
    variants: ["handoff"],
    odd: [],
    ttls: [20_000, 30_000],
    busy: 100,
    faults: ["cut", "held and cut", "dark"],
    workers: [2, 3],
    process: { localHandoffs: 2, own: true, commandTimeout: 500, safetyPoll: 1_000 },
    sharing: "exclusive",
  },
  "late extensions": {
    odd: ["extend", "extend-again"],
    often: [0.9],
    ttls: [1_000, 3_000],
    busy: 3_000,
    holds: 300,
    lasts: 30_000,
    turns: 2_000,
    faults: ["held and cut", "cut late"],
    workers: [1, 2],
    steady: true,
    process: { own: true },
    sharing: "exclusive",
  },
  failovers: {
    odd: [],
    ttls: [200, 1_000],
    busy: 100,
    faults: ["failover", "restart"],
    sharing: "exclusive",
  },
  "releases that are lost": {
    odd: [],
    ttls: [30_000],
    busy: 100,
    lasts: 30_000,
    faults: ["cut", "held and cut", "commands held"],
    workers: [1, 2],
    process: { own: true, commandTimeout: 500 },
    sharing: "exclusive",
  },
  "attempts that fail": {
    odd: ["abort"],
    often: [0.9],
    ttls: [30_000],
    busy: 300,
    lasts: 30_000,
    turns: 2_000,
    faults: ["held and cut"],
    workers: [1],
    process: { own: true },
    sharing: "exclusive",
  },
  "waiters that are gone": {
    variants: ["handoff"],
    odd: ["abort"],
    often: [0.6],
    ttls: [30_000],
    busy: 1_000,
    holds: 200,
    lasts: 30_000,
    faults: ["slow", "cut late"],
    workers: [2],
    sharing: "exclusive",
  },
  "long leases": {
    variants: ["handoff"],
    odd: [],
    ttls: [30_000],
    busy: 60_000,
    // Longer than until the first renewal.
    holds: 25_000,
    lasts: 40_000,
    turns: 4_000,
    faults: ["cut", "replies held", "commands held", "unreachable"],
    workers: [1],
    sharing: "exclusive",
  },
  subscriptions: {
    variants: ["handoff", "plain"],
    protocols: [2],
    odd: ["abort"],
    ttls: [3_000, 30_000],
    busy: 100,
    faults: ["subscribers cut", "cut", "replies held", "commands held", "dark"],
    process: { safetyPoll: 20_000 },
    sharing: "exclusive",
  },
  "no subscriptions": {
    variants: ["handoff", "plain"],
    odd: ["abort"],
    ttls: [3_000, 30_000],
    busy: 1_000,
    lasts: 20_000,
    faults: ["no subscriptions"],
    workers: [1, 2],
    process: { safetyPoll: 20_000 },
    sharing: "exclusive",
  },
  "subscriptions that hang": {
    variants: ["handoff", "plain"],
    protocols: [2],
    odd: ["abort"],
    ttls: [3_000, 30_000],
    busy: 1_000,
    lasts: 20_000,
    faults: ["subscribers hang"],
    workers: [1, 2],
    process: { own: false, safetyPoll: 20_000 },
    sharing: "exclusive",
  },
  "seldom contended": {
    variants: ["handoff", "plain"],
    ttls: [30_000],
    busy: 10_000,
    faults: ["cut"],
    workers: [1],
    sharing: "exclusive",
  },
  deaths: {
    odd: ["forget"],
    ttls: [200, 1_000],
    busy: 500,
    faults: ["kill", "die"],
    process: { safetyPoll: 20_000 },
    sharing: "exclusive",
  },
  closing: {
    odd: ["abort"],
    ttls: [30_000],
    busy: 100,
    faults: ["close", "cut", "cut late", "replies held"],
    sharing: "exclusive",
  },
  "cut while closing": {
    odd: ["abort"],
    ttls: [30_000],
    busy: 100,
    faults: ["close", "cut"],
    workers: [2, 3],
    process: { own: true },
    sharing: "exclusive",
  },
  announcements: {
    variants: ["plain"],
    ttls: [30_000],
    busy: 100,
    faults: ["subscribers cut", "cut"],
    process: { safetyPoll: 20_000 },
    sharing: "exclusive",
  },
  "mixed kinds": {
    variants: ["handoff", "plain", "spin"],
    ttls: [30_000],
    busy: 100,
    faults: ["subscribers cut", "die"],
    workers: [1, 2],
    process: { announce: true },
    sharing: "exclusive",
  },
  refusals: {
    odd: ["abort"],
    ttls: [1_000, 3_000, 30_000],
    busy: 100,
    faults: ["full", "busy", "read only", "few replicas", "pause"],
  },
  "changes of a held lock": {
    odd: ["extend", "downgrade", "upgrade", "hasty", "abort"],
    ttls: [1_000, 3_000, 30_000],
    busy: 100,
    faults: ["cut late", "held and cut", "replies held", "commands held", "evict"],
    process: { own: false },
    sharing: "shared",
  },
  "late changes": {
    odd: ["extend", "downgrade", "upgrade", "waver"],
    often: [0.6, 0.9],
    ttls: [30_000],
    busy: 30_000,
    faults: ["held and cut"],
    workers: [1, 2],
    sharing: "shared",
  },
  "late attempts": {
    variants: ["handoff"],
    odd: ["downgrade", "upgrade", "waver"],
    often: [0.6, 0.9],
    ttls: [30_000],
    busy: 3_000,
    faults: ["held and cut"],
    workers: [1, 2],
    process: { safetyPoll: 100 },
    sharing: "shared",
  },
} as const satisfies Readonly<Record<string, Theme>>;

export type ThemeName = keyof typeof THEMES;

export function themeOf(name: ThemeName | undefined): Theme | undefined {
  return name && THEMES[name];
}
