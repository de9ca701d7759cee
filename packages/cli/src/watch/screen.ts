import type { Sight } from "./observer.js";

/** Where `lockwire watch` shows what it sees. */
export interface Screen {
  /** Opens the screen if it is not open. */
  show(sights: readonly Sight[]): void;
  /** Leaves the last output behind. */
  close(): void;
}
