import { monotonic } from "@lockwire/harness";
import { mainThreadTime } from "../history/main-thread.js";
import type { Recorder } from "../history/recorder.js";

/** Between two ticks, in ms. */
const TICK = 10;
/** What goes unnoted, in ms. */
const NOTEWORTHY = 1;

/**
 * Notes when this process was not allowed to run: it stood in the kernel's queue, or a timer came late although the
 * processor was not ours (the host may have been away). What the process itself worked in that time is its own fault,
 * and is not noted.
 */
export class LagMeter {
  readonly #recorder: Recorder;
  #timer: NodeJS.Timeout | undefined;
  #before = mainThreadTime();
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
    const time = mainThreadTime();
    const span = at - this.#last;
    const late = span - TICK - (time.ran - this.#before.ran);
    const ms = Math.max(late, time.queued - this.#before.queued);
    if (ms > NOTEWORTHY) this.#recorder.note({ event: "absent", kind: "off-cpu", ms, span }, at);
    this.#before = time;
    this.#last = at;
    this.#schedule();
  }
}
