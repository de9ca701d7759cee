/** The timer functions of this process, and their clock. */
export interface Timers {
  readonly setTimeout: typeof globalThis.setTimeout;
  readonly clearTimeout: typeof globalThis.clearTimeout;
  readonly setInterval: typeof globalThis.setInterval;
  readonly clearInterval: typeof globalThis.clearInterval;
  /** The wall clock, which identifies fake timers: `node:test` installs the same timer functions every time. */
  readonly date: DateConstructor | undefined;
  /** In ms from an arbitrary start; it never runs backwards. */
  readonly now: () => number;
  /** A test controls the clock, which stands still until the test advances it. */
  readonly followsTest: boolean;
}

/** The real timers, or the first ones seen until there are real ones. */
let genuine = current();

/** The timers that are installed now: fake timers come and go within one process. */
export function timersInForce(): Timers {
  if (areInForce(genuine) && genuine.date === undefined) return genuine;
  const timers = current();
  if (timers.date === undefined && genuine.date !== undefined) genuine = timers;
  return timers;
}

export function areInForce({ setTimeout, date }: Timers): boolean {
  return globalThis.setTimeout === setTimeout && (date === undefined || globalThis.Date === date);
}

/** Whether their timers can be cleared: fake timers must not be touched after they were uninstalled. */
export function canClear(timers: Timers): boolean {
  return timers.date === undefined || areInForce(timers);
}

/** The timers that run in real time, even under fake timers. */
export function genuineTimers(): Timers {
  return genuine;
}

function current(): Timers {
  const { setTimeout, clearTimeout, setInterval, clearInterval, performance } = globalThis;
  const date = isGenuine(setTimeout) ? undefined : globalThis.Date;
  const fake = fakeClock();
  // Cached: in Node the global is an accessor, which costs nearly as much as the clock itself.
  const now = fake ?? (() => performance.now());
  const followsTest = fake !== undefined;
  return { setTimeout, clearTimeout, setInterval, clearInterval, date, now, followsTest };
}

function isGenuine(setTimeout: typeof globalThis.setTimeout): boolean {
  return setTimeout.name === "setTimeout" && !("clock" in setTimeout);
}

/**
 * The clock of the installed fake timers, whichever other clocks were faked with them: that of `@sinonjs/fake-timers`,
 * which Vitest and Jest use too, or of `node:test`, which fakes no monotonic clock and drives its timers by its `Date`.
 */
function fakeClock(): (() => number) | undefined {
  const { clock } = globalThis.setTimeout as { clock?: FakeClock };
  if (typeof clock?.now === "number") return () => clock.performance?.now() ?? clock.now;
  const { Date: date } = globalThis;
  return !isGenuine(globalThis.setTimeout) && isMock(date) ? mockClock(date) : undefined;
}

interface FakeClock {
  /** The wall clock, which a test may also set. */
  readonly now: number;
  readonly performance?: { now(): number };
}

function mockClock(mock: DateConstructor): () => number {
  let last = 0;
  return () => {
    // It reads 0 once it was uninstalled.
    last = Math.max(last, mock.now());
    return last;
  };
}

function isMock(date: DateConstructor): boolean {
  return "isMock" in date && date.isMock === true;
}
