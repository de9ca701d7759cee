/** What sets timers in this process, and the clock that they go by. */
export interface Timers {
  readonly setTimeout: typeof globalThis.setTimeout;
  readonly setInterval: typeof globalThis.setInterval;
  readonly clearInterval: typeof globalThis.clearInterval;
  /** In ms, from a start of its own; it never runs backwards. */
  readonly now: () => number;
  /** The clock is that of a test, and stands still until the test says otherwise. */
  readonly followsTest: boolean;
}

/** The real timers, or the first ones seen until there are real ones. */
let genuine = current();

/** The timers that are in force now: fake timers come and go within one process. */
export function timersInForce(): Timers {
  if (globalThis.setTimeout === genuine.setTimeout && isGenuine(genuine)) return genuine;
  const timers = current();
  if (isGenuine(timers) && !isGenuine(genuine)) genuine = timers;
  return timers;
}

/** Those that go by real time whatever a test does. */
export function genuineTimers(): Timers {
  return genuine;
}

function current(): Timers {
  const { setTimeout, setInterval, clearInterval, performance } = globalThis;
  const fake = fakeClock();
  // Kept: in Node the global is an accessor, which costs nearly as much as the clock itself.
  const now = fake ?? (() => performance.now());
  return { setTimeout, setInterval, clearInterval, now, followsTest: fake !== undefined };
}

function isGenuine({ setTimeout }: Timers): boolean {
  return setTimeout.name === "setTimeout" && !("clock" in setTimeout);
}

/**
 * The clock of the fake timers in force, whichever other clocks were faked beside them: of `@sinonjs/fake-timers`, which
 * Vitest and Jest use as well, or of `node:test`, which fakes no monotonic clock and leads its timers by its `Date`.
 */
function fakeClock(): (() => number) | undefined {
  const { Date: date, setTimeout } = globalThis;
  const { clock } = setTimeout as { clock?: FakeClock };
  if (typeof clock?.now === "number") return () => clock.performance?.now() ?? clock.now;
  if (setTimeout.name === "setTimeout" || !("isMock" in date)) return undefined;
  let last = 0;
  return () => {
    // It reads 0 once it has been put away.
    last = Math.max(last, date.now());
    return last;
  };
}

interface FakeClock {
  /** The wall clock, which a test may also set. */
  readonly now: number;
  readonly performance?: { now(): number };
}
