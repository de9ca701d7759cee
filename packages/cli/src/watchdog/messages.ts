/** What `lockwire run` and its watchdog tell each other. Times are those of {@link monotonic}. */

export interface StartMessage {
  readonly type: "start";
  readonly program: string;
  readonly args: readonly string[];
  /** Besides what the watchdog itself has. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the command stays in the terminal's foreground group, rather than in a group of its own. */
  readonly terminal: boolean;
  /** How long before the deadline the command gets SIGTERM, in ms. */
  readonly grace: number;
  /** How long before the deadline the command is killed, in ms. */
  readonly margin: number;
  readonly deadline: number;
}

export type ToWatchdog =
  | StartMessage
  /** The lock was renewed, and is held until then. */
  | { readonly type: "renewed"; readonly deadline: number }
  /** The lock is lost. `expired`: its time is over; otherwise it was taken away, and the command has its grace. */
  | { readonly type: "lost"; readonly expired: boolean }
  /** This signal came for `lockwire run`. */
  | { readonly type: "signal"; readonly signal: NodeJS.Signals }
  /** Stop the command until it may continue. */
  | { readonly type: "hold" }
  | { readonly type: "go" };

export type FromWatchdog =
  | { readonly type: "started"; readonly pid: number }
  /** The command could not be started. */
  | { readonly type: "failed"; readonly code: string }
  /** The terminal's group goes on, and the command is held until it may. */
  | { readonly type: "continued" }
  | EndedMessage;

export interface EndedMessage {
  readonly type: "ended";
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether the watchdog ended it, or did not start it, since the lock was lost or about to be. */
  readonly forced: boolean;
}
