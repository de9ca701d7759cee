/** What is to happen at a time. */
export class Event {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;

  constructor(at: number, order: number, run: () => void) {
    this.at = at;
    this.order = order;
    this.run = run;
  }

  get cancelled(): boolean {
    return this.run === undefined;
  }
}

/** How many cancelled events may stand among the others before they are swept out. */
const LITTER = 1_024;

/** The virtual time, in us, and what happens when. Events of one moment come in the order in which they were asked for. */
export class Scheduler {
  now = 0;
  #heap: Event[] = [];
  #count = 0;
  #cancelled = 0;

  /** @param at not before now. */
  at(at: number, run: () => void): Event {
    this.#count += 1;
    const event = new Event(Math.max(Math.ceil(at), this.now), this.#count, run);
    this.#push(event);
    return event;
  }

  after(us: number, run: () => void): Event {
    return this.at(this.now + us, run);
  }

  cancel(event: Event): void {
    if (event.cancelled) return;
    event.run = undefined;
    this.#cancelled += 1;
    if (this.#cancelled > LITTER && this.#cancelled * 2 > this.#heap.length) this.#sweep();
  }

  /** Moves the time to the next event, and takes it out; undefined when there is none until the end. */
  next(end: number): (() => void) | undefined {
    for (;;) {
      const [event] = this.#heap;
      if (event === undefined || event.at > end) return undefined;
      this.#pop();
      const { run } = event;
      if (run === undefined) {
        this.#cancelled -= 1;
        continue;
      }
      this.now = event.at;
      event.run = undefined;
      return run;
    }
  }

  get size(): number {
    return this.#heap.length - this.#cancelled;
  }

  #sweep(): void {
    const live = this.#heap.filter((event) => !event.cancelled);
    // What is sorted is a heap.
    this.#heap = live.sort((one, other) => (isBefore(one, other) ? -1 : 1));
    this.#cancelled = 0;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = heap[above] as Event;
      if (isBefore(other, event)) break;
      heap[at] = other;
      at = above;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      const right = heap[below + 1];
      if (right !== undefined && isBefore(right, heap[below] as Event)) below += 1;
      const other = heap[below] as Event;
      if (isBefore(last, other)) break;
      heap[at] = other;
      at = below;
    }
    heap[at] = last;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
