import { setTimeout as sleep } from "node:timers/promises";
import type { Site } from "../site/site.js";
import type { Screen } from "../view/screen.js";
import { clock } from "../worker/clock.js";
import { Board } from "./board.js";
import { Crew } from "./crew.js";
import { handoffTimes } from "./handoffs.js";
import type { PartPlan } from "./plan.js";
import type { Standing } from "./standing.js";

/** Between two looks, in ms. */
const PAINT_EVERY = 100;

/** One part under way: its workers at their work, and the screen that shows it. */
export class Stage implements AsyncDisposable {
  readonly board = new Board();
  readonly crew: Crew;
  readonly #screen: Screen;
  readonly #commands: (() => Promise<number>) | undefined;
  #began: number | undefined;

  private constructor(
    site: Site,
    plan: PartPlan,
    screen: Screen,
    commands: (() => Promise<number>) | undefined,
  ) {
    this.#screen = screen;
    this.#commands = commands;
    this.crew = new Crew(site, plan.lock, this.board);
  }

  /** Brings the workers, who wait for their start. */
  static async open(site: Site, plan: PartPlan, screen: Screen): Promise<Stage> {
    await site.counter.write(0);
    return new Stage(site, plan, screen, await site.countCommands());
  }

  /** Resolves once all workers are there, and have begun. */
  async start(): Promise<void> {
    await this.follow(() => this.board.ready === this.crew.size);
    this.crew.start();
    this.#began = clock();
  }

  /** Shows how things stand, once they do anything, until the condition holds. */
  async follow(done: () => boolean): Promise<void> {
    while (!done()) {
      this.crew.check();
      if (this.#began !== undefined) this.#screen.show(await this.#standing());
      await sleep(PAINT_EVERY);
    }
  }

  async followFor(seconds: number): Promise<void> {
    const end = clock() + seconds * 1_000;
    await this.follow(() => clock() >= end);
  }

  /** Lets all come to an end, and shows how they stood. */
  async finish(): Promise<void> {
    await this.crew.stop();
    this.board.finish();
    this.#screen.settle(await this.#standing());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crew[Symbol.asyncDispose]();
  }

  async #standing(): Promise<Standing> {
    const { holds } = this.board;
    const commands = holds.length > 0 ? await this.#commands?.() : undefined;
    return {
      elapsed: this.#began === undefined ? 0 : clock() - this.#began,
      members: this.board.tallies(),
      handoff: handoffTimes(holds),
      commandsPerHandoff: commands === undefined ? undefined : commands / holds.length,
    };
  }
}
