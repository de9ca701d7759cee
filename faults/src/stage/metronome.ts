import { setTimeout as sleep } from "node:timers/promises";
import type { RedisServer } from "@lockwire/support";
import { SERVER } from "../check/evidence.js";
import { monotonic } from "../history/clock.js";
import { Recorder } from "../history/recorder.js";

/** Between two questions, in ms. */
const EVERY = 10;
/** An answer that takes no longer goes unnoted, in ms. */
const NOTEWORTHY = 3;

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

  async #run(): Promise<void> {
    let answeredAt = monotonic();
    while (this.#running) {
      await sleep(EVERY);
      const askedAt = monotonic();
      const cpu = process.cpuUsage();
      const answered = await this.#server
        .admin()
        .ping()
        .then(
          () => true,
          () => false,
        );
      if (!answered) continue;
      const { user, system } = process.cpuUsage(cpu);
      const ms = monotonic() - Math.max(answeredAt + EVERY, askedAt) - (user + system) / 1_000;
      answeredAt = monotonic();
      if (ms > NOTEWORTHY) this.#recorder.note({ event: "absent", kind: "away", ms }, answeredAt);
    }
  }
}
