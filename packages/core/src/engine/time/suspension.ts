import os from "node:os";

/** The tolerated difference between two readings of clocks that agree, in ms. */
const TOLERANCE = 20;
/** The rate by which NTP may slew a clock, and the most that it corrects without a step (https://www.ntp.org/documentation/4.2.8-series/clock/). */
const SLEW_RATE = 0.0005;
const LARGEST_SLEW = 128;

/** The lead of the boot clock over the monotonic one, in ms, as readings show it: from `least` to `read` and a resolution. */
interface BootLead {
  readonly least: number;
  readonly read: number;
}

/**
 * Whether the monotonic clock stops while the machine is suspended (https://github.com/nodejs/node/issues/47724): it does
 * on Linux. macOS and Windows count that time.
 */
const STANDS_STILL = process.platform !== "darwin" && process.platform !== "win32";
const HAS_BOOT_CLOCK = process.platform === "linux" || process.platform === "android";

/**
 * Measures how long the machine has been suspended. The wall clock continues meanwhile, so it gets ahead of the monotonic
 * clock; the boot clock, which cannot be set, shows whether the wall clock was merely set. Without a boot clock a step
 * forward counts as a suspension: a lock then counts as lost too early, but never too late.
 */
export class Suspension {
  /** The lead of the wall clock over the monotonic one. */
  #lead = Number.NaN;
  #ledAt = 0;
  /** Only a suspension changes it. */
  #boot: BootLead | undefined;
  /** Of the boot clock, in ms. Node reads it in seconds: once a fraction was read, whole seconds are exact to a hundredth too. */
  #resolution = 1_000;

  /** The longest possible suspension since the last call, in ms. */
  since(at: number, monotonic: () => number): number {
    if (!STANDS_STILL) return 0;
    const lead = Date.now() - at;
    const more = lead - this.#lead;
    if (Math.abs(more) < TOLERANCE) return 0;
    const explained = LARGEST_SLEW + (at - this.#ledAt) * SLEW_RATE;
    this.#lead = lead;
    this.#ledAt = at;
    const byWallClock = more > explained ? more : 0;
    return this.#byBootClock(at, monotonic, byWallClock) ?? byWallClock;
  }

  /**
   * Undefined if the boot clock cannot be read. If it was only read in whole seconds, it may not show a suspension, and does
   * not refute the wall clock.
   */
  #byBootClock(at: number, monotonic: () => number, byWallClock: number): number | undefined {
    const now = HAS_BOOT_CLOCK ? this.#bootLead(at, monotonic) : undefined;
    if (now === undefined) return undefined;
    const before = this.#boot ?? now;
    const longest = now.read + this.#resolution - before.least;
    const isShown = now.least > before.read + this.#resolution;
    if (isShown || (byWallClock > 0 && byWallClock <= longest)) {
      this.#boot = now;
      return isShown ? longest : Math.min(longest, byWallClock + TOLERANCE);
    }
    this.#boot = {
      least: Math.max(now.least, before.least),
      read: Math.min(now.read, before.read),
    };
    return 0;
  }

  /** The monotonic clock is read before and after, since this process may be preempted in between. */
  #bootLead(before: number, monotonic: () => number): BootLead | undefined {
    try {
      const seconds = os.uptime();
      if (!Number.isInteger(seconds)) this.#resolution = 10;
      const read = seconds * 1_000;
      return { least: read - monotonic(), read: read - before };
    } catch {
      return undefined;
    }
  }
}
