import type { SimProcess } from "./sim-process.js";
import { Timer } from "./timers.js";

type Callback = (...args: unknown[]) => void;

/** What a process of Node finds without a `require`. */
export function globalsOf(process: SimProcess) {
  const clear = (timer: unknown) => {
    if (timer instanceof Timer) timer.close();
  };
  const own = {
    setTimeout: (callback: Callback, ms?: unknown, ...args: unknown[]) =>
      new Timer(process, callback, ms, args, false),
    setInterval: (callback: Callback, ms?: unknown, ...args: unknown[]) =>
      new Timer(process, callback, ms, args, true),
    setImmediate: (callback: Callback, ...args: unknown[]) => {
      process.post(() => callback(...args));
      return {};
    },
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
    performance: { now: () => process.uptime },
    process: processOf(process),
    Date: dateOf(process),
    Math: Object.create(Math, { random: { value: () => process.random.fraction() } }),
    // What it has to say to nobody in particular.
    console: { log() {}, warn() {}, error() {}, debug() {}, info() {} },
  };
  // Defined, not assigned: some of Node's globals have setters, which would change the real ones.
  const all: object = Object.create(globalThis, Object.getOwnPropertyDescriptors(own));
  return { ...own, globalThis: all, global: all };
}

function processOf(process: SimProcess) {
  return {
    nextTick: (callback: Callback, ...args: unknown[]) =>
      process.nextTick(args.length === 0 ? callback : () => callback(...args)),
    emitWarning: () => undefined,
    env: {},
    argv: [],
    execArgv: [],
    pid: 1,
    platform: "linux",
    version: globalThis.process.version,
    versions: globalThis.process.versions,
    hrtime: Object.assign(() => [0, 0], { bigint: () => BigInt(Math.round(process.uptime * 1e6)) }),
    on: () => undefined,
    once: () => undefined,
    off: () => undefined,
  };
}

function dateOf(process: SimProcess): unknown {
  const now = () => Math.floor(process.clock.wall / 1_000);
  return class extends Date {
    constructor(...given: [] | [number | string | Date]) {
      super(given[0] ?? now());
    }

    static override now(): number {
      return now();
    }
  };
}
