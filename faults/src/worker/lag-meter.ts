import { monotonic } from "../history/clock.js";
import { mainThreadTime } from "../history/main-thread.js";
import type { Recorder } from "../history/recorder.js";

/** Between two ticks, in ms. */
const TICK = 10;
/** What goes unnoted, in ms. */
const NOTEWORTHY = 1;

/**
 * Notes when this process was not allowed to run: a timer that comes late although the processor was not ours. What the
 * process itself worked in that time is its own fault, and is not noted.
 */
export class LagMeter {
  readonly #recorder: Recorder;
  #timer: NodeJS.Timeout | undefined;
  #ran = mainThreadTime();
  #last = monotonic();

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    this.#timer = setTimeout(() => this.#tick(), TICK);
    this.#timer.unref();
  }

  #tick(): void {
    const at = monotonic();
    const ran = mainThreadTime();
    const span = at - this.#last;
    const ms = span - TICK - (ran - this.#ran);
    if (ms > NOTEWORTHY) this.#recorder.note({ event: "absent", kind: "off-cpu", ms, span }, at);
    this.#ran = ran;
    this.#last = at;
    this.#schedule();
  }
}
