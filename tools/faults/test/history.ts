import type { Entry, Event } from "@lockwire/faults";

/** Writes a history by hand: what one process noted, at a time in ms. */
export function noted(by: string, at: number, event: Event): Entry {
  return { ...event, at, by };
}

export interface HandWritten {
  readonly op: string;
  readonly by?: string;
  readonly called?: number;
  readonly from: number;
  readonly to: number;
  readonly until?: number;
  readonly fence: number;
  readonly bound?: number | null;
}

/** One lock from its call to its release, on the name `job`. */
export function held(given: HandWritten): Entry[] {
  const { op, by = op, from, to, fence, called = from, until = to + 1_000, bound = null } = given;
  return [
    noted(by, called, { event: "calling", op, name: "job", ttl: 1_000, bound }),
    noted(by, from, { event: "acquired", op, askedAt: called, name: "job", fence, until }),
    noted(by, to, { event: "releasing", op }),
    noted(by, to + 1, { event: "released", op, askedAt: to, ours: true }),
  ];
}

export function inOrder(...entries: Entry[]): Entry[] {
  return entries.sort((a, b) => a.at - b.at);
}
