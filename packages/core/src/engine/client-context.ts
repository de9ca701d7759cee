import type { Backend } from "../contract/backend.js";
import type { Cleanup } from "./cleanup.js";
import type { Emitter } from "./emitter.js";

/** The parts that all calls of one client share. */
export interface ClientContext {
  readonly backend: Backend;
  readonly cleanup: Cleanup;
  readonly emitter: Emitter;
  readonly commandTimeout: number;
  /** Reports a failure that no caller is waiting for. */
  report(name: string, error: unknown): void;
}
