import type { Sight } from "./observer.js";

/** Where `lockwire watch` shows what it sees. */
export interface Screen {
  show(sights: readonly Sight[]): void;
  /** Leaves the last output on the screen. */
  close(): void;
}
