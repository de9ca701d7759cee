import type { Ask } from "../stage/ask.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { shown } from "../stage/words.js";
import { roundTrip } from "./calm.js";

/** How late an acquisition may settle, and how late after its process stood still, in us. */
const [LATE, LATE_AFTER_STANDSTILL] = [50_000, 100_000];
/** How early a timer of Node may ring, in us, and where the machine was suspended, whose clock for that counts 10 ms. */
const [EARLY, EARLY_AFTER_SUSPENSION] = [3_000, 23_000];

/** How many round trips the first command takes: its connection is opened, and the server may not know the script. */
const FIRST_COMMAND = 6;

/** B: an acquisition settles within its bound, whatever Redis does; and one that was not in vain says why. */
export class BoundedWaits implements Watcher {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  tick(): void {
    for (const ask of this.#stage.asks) this.#look(ask);
  }

  acquired(_: unknown, ask: Ask): void {
    this.#look(ask);
  }

  refused(ask: Ask, error: unknown): void {
    this.#look(ask);
    const { now } = this.#stage.scheduler;
    const name = error instanceof Error ? error.name : undefined;
    if (name === "LockTimeoutError" && now < ask.until - earliness(ask) && ask.waits) {
      throw new Violation("B", `gave up ${(ask.until - now) / 1_000} ms early: ${whose(ask)}`);
    }
    if (!this.#isDue(ask, error, name)) {
      throw new Violation("B", `failed without a cause: ${whose(ask)}: ${shown(error)}`);
    }
  }

  #isDue(ask: Ask, error: unknown, name: string | undefined): boolean {
    const { disturbances, abortReason } = this.#stage;
    if (error === undefined || error === abortReason || name === "LockTimeoutError") return true;
    if (name === "LockModeError") return this.#isMixed;
    if (name === "LockClosedError") return ask.member.closing;
    const { process } = ask.member;
    const since = Math.max(disturbances.overAt(ask.member), process.stoodStillUntil);
    const isSlow = this.#stage.plan.delay.rarely > 0 || ask.member.commandTimeout < 100;
    const isShort = ask.ttl * 1_000 <= FIRST_COMMAND * roundTrip(this.#stage);
    return name === "LockBackendError" && (since >= ask.askedAt || isSlow || isShort);
  }

  /** Whether some use the names as locks and others with limits. */
  get #isMixed(): boolean {
    const { processes } = this.#stage.plan;
    const limited = processes.flatMap(({ workers }) =>
      workers.map(({ sharing }) => sharing?.mode === "limited"),
    );
    return new Set(limited).size > 1;
  }

  #look(ask: Ask): void {
    const { now } = this.#stage.scheduler;
    const { process } = ask.member;
    if (now <= ask.until + LATE || now <= process.stoodStillUntil + LATE_AFTER_STANDSTILL) return;
    throw new Violation("B", `late by ${(now - ask.until) / 1_000} ms: ${whose(ask)}`);
  }
}

function earliness({ member }: Ask): number {
  const { clock } = member.process;
  return clock.boot > clock.monotonic ? EARLY_AFTER_SUSPENSION : EARLY;
}

function whose({ member, name }: Ask): string {
  return `${member.process.name} ${name}`;
}
