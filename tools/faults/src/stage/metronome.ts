import { setTimeout as sleep } from "node:timers/promises";
import { monotonic } from "@lockwire/harness";
import type { RedisServer } from "@lockwire/support";
import { SERVER } from "../check/evidence.js";
import { mainThreadTime } from "../history/main-thread.js";
import { Recorder } from "../history/recorder.js";

/** Between two questions, in ms. */
const EVERY = 10;
/** An answer that takes no longer goes unnoted, in ms. */
const NOTEWORTHY = 1;

/** Asks a server for a sign of life all the time, and notes when none came: it was down, or had no processor. */
export class Metronome {
  readonly #recorder: Recorder;
  readonly #server: RedisServer;
  #running = true;

  constructor(server: RedisServer, file: string) {
    this.#server = server;
    this.#recorder = new Recorder(file, SERVER);
    void this.#run();
  }

  stop(): void {
    this.#running = false;
  }

  /** A question that we ourselves were late to ask counts: nobody knows how the server fared meanwhile. */
  async #run(): Promise<void> {
    let before = mainThreadTime().ran;
    let last = monotonic();
    while (this.#running) {
      await sleep(EVERY);
      if (!(await this.#answers())) continue;
      const at = monotonic();
      const { ran } = mainThreadTime();
      const span = at - last;
      const ms = span - EVERY - (ran - before);
      if (ms > NOTEWORTHY) this.#recorder.note({ event: "absent", kind: "away", ms, span }, at);
      before = ran;
      last = at;
    }
  }

  async #answers(): Promise<boolean> {
    const answer = this.#server.admin().ping();
    return answer.then(
      () => true,
      () => false,
    );
  }
}
