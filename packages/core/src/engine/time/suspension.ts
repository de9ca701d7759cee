import os from "node:os";

/** The tolerated difference between two readings of clocks that agree, in ms. */
const TOLERANCE = 20;
/** The rate by which NTP may slew a clock, and the most that it corrects without a step (https://www.ntp.org/documentation/4.2.8-series/clock/). */
const SLEW_RATE = 0.0005;
const LARGEST_SLEW = 128;

/** The boot clock's time, in ms; Node reads it in seconds, with two decimals. */
interface BootTime {
  readonly least: number;
  readonly most: number;
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
  /** The lead of the boot clock over the monotonic one; only a suspension changes it. */
  #boot: BootTime | undefined;
  /** A fraction of a second was read, so later readings are exact to a hundredth, even whole seconds. */
  #showsHundredths = false;

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
   * Undefined if the boot clock cannot be read. If it was read in whole seconds, it may not show a suspension, and does not
   * refute the wall clock.
   */
  #byBootClock(at: number, monotonic: () => number, byWallClock: number): number | undefined {
    const now = HAS_BOOT_CLOCK ? this.#bootTime(at, monotonic) : undefined;
    if (now === undefined) return undefined;
    const before = this.#boot ?? now;
    const longest = now.most - before.least;
    const isShown = now.least > before.most;
    if (isShown || (byWallClock > 0 && byWallClock <= longest)) {
      this.#boot = now;
      return isShown ? longest : Math.min(longest, byWallClock + TOLERANCE);
    }
    this.#boot = {
      least: Math.max(now.least, before.least),
      most: Math.min(now.most, before.most),
    };
    return 0;
  }

  /** The lead over the monotonic clock, which is read before and after, since this process may be preempted in between. */
  #bootTime(before: number, monotonic: () => number): BootTime | undefined {
    try {
      const seconds = os.uptime();
      this.#showsHundredths ||= !Number.isInteger(seconds);
      const resolution = this.#showsHundredths ? 10 : 1_000;
      const read = seconds * 1_000;
      return { least: read - monotonic(), most: read + resolution - before };
    } catch {
      return undefined;
    }
  }
}
