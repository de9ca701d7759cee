import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import colors from "picocolors";
import { Crew, clock } from "./crew.js";
import { describeTurns, turnsOf } from "./figures.js";
import { lanes } from "./lanes.js";
import { KINDS, type Kind } from "./locks.js";
import type { Screen } from "./screen.js";

const FRAME_EVERY = 100;

export interface Stage extends Disposable {
  readonly url: string;
  readonly redis: Redis;
  readonly screen: Screen;
}

export function openStage(url: string, screen: Screen): Stage {
  const redis = new Redis(url);
  return { url, redis, screen, [Symbol.dispose]: () => redis.disconnect() };
}

/** What a counter came to. */
export interface Verdict {
  readonly title: string;
  readonly raised: number;
  readonly found: number;
}

/** Some crews at work in the same seconds, and the lanes that show them. */
export class Act implements Disposable {
  readonly crews: readonly Crew[];
  readonly #stage: Stage;
  readonly #length: number;
  #began = 0;

  /** @param length how much time the lanes have room for, in ms; @param ttl in ms */
  constructor(stage: Stage, kinds: readonly Kind[], length: number, ttl = 30_000) {
    this.crews = kinds.map((kind) => new Crew(kind, stage.url, ttl));
    this.#stage = stage;
    this.#length = length;
  }

  async start(): Promise<void> {
    await this.#stage.redis.flushall();
    await Promise.all(this.crews.map((crew) => crew.start()));
    this.#began = clock();
  }

  /** Draws a frame every 100 ms until the condition holds. */
  async until(done: () => boolean, remark = () => ""): Promise<void> {
    while (!done()) {
      this.#stage.screen.show([...this.#frame(), remark()]);
      await sleep(FRAME_EVERY);
    }
  }

  /** The same for a time, in ms. */
  async during(time: number): Promise<void> {
    const end = clock() + time;
    await this.until(() => clock() >= end);
  }

  /** Lets all processes end their turn, and looks at the counters. */
  async finish(): Promise<Verdict[]> {
    await Promise.all(this.crews.map((crew) => crew.stop()));
    this.#stage.screen.settle(this.#frame());
    return Promise.all(
      this.crews.map(async ({ kind, counter, members }) => ({
        title: KINDS[kind].title,
        raised: turnsOf(members).length,
        found: Number(await this.#stage.redis.get(counter)),
      })),
    );
  }

  [Symbol.dispose](): void {
    for (const crew of this.crews) crew[Symbol.dispose]();
  }

  #frame(): string[] {
    const { columns } = this.#stage.screen;
    const span = { from: this.#began, length: this.#length, columns };
    return this.crews.flatMap((crew) => [
      `${colors.bold(KINDS[crew.kind].title)}: ${describeTurns(crew)}`,
      ...lanes(crew, span),
      "",
    ]);
  }
}
