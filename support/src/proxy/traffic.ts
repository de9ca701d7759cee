import type { Direction } from "./link.js";

/** Counts of what went through a proxy. */
export interface Traffic {
  /** Connections opened by clients. */
  opened: number;
  /** Commands sent by clients: RESP arrays of bulk strings. */
  commands: number;
  readonly bytes: Record<Direction, number>;
  readonly chunks: Record<Direction, number>;
}

export function newTraffic(): Traffic {
  return {
    opened: 0,
    commands: 0,
    bytes: { toServer: 0, toClient: 0 },
    chunks: { toServer: 0, toClient: 0 },
  };
}

/** Adds one chunk. A command whose very head is torn apart between two chunks goes uncounted. */
export function tally(traffic: Traffic, direction: Direction, chunk: Buffer): void {
  traffic.bytes[direction] += chunk.length;
  traffic.chunks[direction]++;
  if (direction === "toServer") {
    traffic.commands += chunk.toString("latin1").match(/\*\d+\r\n\$\d+\r\n/g)?.length ?? 0;
  }
}
