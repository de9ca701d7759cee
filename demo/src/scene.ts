import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import colors from "picocolors";
import { Crew, clock, counterOf } from "./crew.js";
import { describeTurns, turnsOf } from "./figures.js";
import { lanes } from "./lanes.js";
import type { Kind } from "./locks.js";
import type { Screen } from "./screen.js";

const FRAME_EVERY = 100;
const TITLES: Readonly<Record<Kind, string>> = {
  none: "no lock",
  redlock: "redlock 4, which polls",
  lockwire: "Lockwire",
};

export interface SceneOptions {
  /** A crew for each of them. */
  readonly kinds: readonly Kind[];
  readonly url: string;
  readonly screen: Screen;
  /** How much time the lanes have room for, in ms. */
  readonly length: number;
  /** In ms. @default 30_000 */
  readonly ttl?: number;
}

/** What a counter came to in a scene. */
export interface Verdict {
  readonly title: string;
  readonly raised: number;
  readonly found: number;
}

/** Some crews at work for a while, and the lanes that show them. */
export class Scene implements AsyncDisposable {
  readonly crews: readonly Crew[];
  readonly #redis: Redis;
  readonly #screen: Screen;
  readonly #length: number;
  #began = 0;

  constructor({ kinds, url, screen, length, ttl = 30_000 }: SceneOptions) {
    this.crews = kinds.map((kind) => new Crew(kind, url, ttl));
    this.#redis = new Redis(url);
    this.#screen = screen;
    this.#length = length;
  }

  /** How long it has been going on, in ms. */
  get elapsed(): number {
    return clock() - this.#began;
  }

  async start(): Promise<void> {
    await this.#redis.flushall();
    await Promise.all(this.crews.map((crew) => crew.start()));
    this.#began = clock();
  }

  /** Draws a frame every 100 ms until the condition holds. */
  async until(done: () => boolean, remark: () => string = () => ""): Promise<void> {
    while (!done()) {
      this.#screen.show([...this.#frame(), remark()]);
      await sleep(FRAME_EVERY);
    }
  }

  /** Lets all processes end their turn, and looks at the counters. */
  async finish(): Promise<Verdict[]> {
    await Promise.all(this.crews.map((crew) => crew.stop()));
    this.#screen.settle(this.#frame());
    return Promise.all(
      this.crews.map(async ({ kind, members }) => ({
        title: TITLES[kind],
        raised: turnsOf(members).length,
        found: Number(await this.#redis.get(counterOf(kind))),
      })),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const crew of this.crews) crew[Symbol.dispose]();
    this.#redis.disconnect();
  }

  #frame(): string[] {
    const span = { from: this.#began, length: this.#length, columns: this.#screen.columns };
    return this.crews.flatMap((crew) => [
      `${colors.bold(TITLES[crew.kind])}: ${describeTurns(crew)}`,
      ...lanes(crew, span),
      "",
    ]);
  }
}
