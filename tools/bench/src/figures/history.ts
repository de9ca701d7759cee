import type { Report } from "../worker/protocol.js";

/** One hold of a lock. */
interface Hold {
  readonly process: number;
  readonly asked: number;
  readonly acquired: number;
  readonly released: number;
}

/** What happened to one lock, over all processes, in the order in which it was had. */
export class History {
  /** From each release to the next holder, sorted, in ms. */
  readonly gaps: Float64Array;
  /** Those that went from one process to another. */
  readonly crossGaps: Float64Array;
  /** How often someone had the lock while another still held it. */
  readonly overlaps: number;

  constructor(reports: readonly Report[]) {
    const holds = reports.flatMap(holdsOf).sort((a, b) => a.acquired - b.acquired);
    const handOffs = holds.slice(1).flatMap((hold, index) => {
      const before = holds[index];
      return before
        ? [{ gap: hold.acquired - before.released, cross: hold.process !== before.process }]
        : [];
    });
    this.gaps = sortedGaps(handOffs);
    this.crossGaps = sortedGaps(handOffs.filter(({ cross }) => cross));
    this.overlaps = handOffs.filter(({ gap }) => gap < 0).length;
  }
}

function sortedGaps(handOffs: readonly { readonly gap: number }[]): Float64Array {
  return Float64Array.from(handOffs, ({ gap }) => gap).sort();
}

function holdsOf({ asked, acquired, released }: Report, process: number): Hold[] {
  return Array.from(acquired, (at, index) => ({
    process,
    asked: asked[index] ?? at,
    acquired: at,
    released: released[index] ?? at,
  }));
}
