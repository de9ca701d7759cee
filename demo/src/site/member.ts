import type { Order, Report } from "../worker/messages.js";

/** One of the workers, as whoever started it sees it. */
export interface Member {
  /** What tells it apart: "process 4711". */
  readonly label: string;
  /** Rejects when it failed by itself; resolves when it has stopped or was killed. */
  readonly ended: Promise<void>;
  order(order: Order): void;
  /** Ends it where it stands, with whatever it holds; resolves once it is gone. */
  kill(): Promise<void>;
}

/** Hears the reports of all members. */
export type ReportListener = (label: string, report: Report) => void;
