import { describe } from "vitest";

/** Where there is no rabbitmq-server the set-up has said so, and these are counted as skipped. */
export function withRabbit(title: string, body: () => void): void {
  describe.skipIf(process.env["LOCKWIRE_RABBITMQ_SERVER"] === "none")(title, body);
}

/** For hooks that start a node on a busy machine, in ms. */
export const NODE_STARTS = 180_000;
