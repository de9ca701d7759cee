import { createLogUpdate } from "log-update";

/** The terminal, where a frame takes the place of the one before; or a file or a pipe, which gets the last one only. */
export class Screen {
  readonly #update: ReturnType<typeof createLogUpdate> | undefined;
  readonly columns: number;

  constructor(output: NodeJS.WriteStream) {
    this.columns = Math.min(output.columns ?? 80, 120) - 1;
    this.#update = output.isTTY ? createLogUpdate(output) : undefined;
  }

  /** A line that stays, above the frame. */
  readonly say = (line: string): void => {
    if (this.#update) this.#update.persist(line);
    else console.log(line);
  };

  show(frame: readonly string[]): void {
    this.#update?.(frame.join("\n"));
  }

  /** The last frame of an act, which stays. */
  settle(frame: readonly string[]): void {
    this.#update?.clear();
    for (const line of frame) this.say(line);
  }
}
