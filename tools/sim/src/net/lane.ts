import type { Random } from "@lockwire/harness";
import type { Scheduler } from "../world/scheduler.js";

/** How long a message is on its way, in us: from and to, and how often it takes many times as long. */
export interface Delay {
  readonly least: number;
  readonly most: number;
  readonly rare: number;
  readonly rarely: number;
}

/** One direction of a connection: what is sent arrives in its order, later. */
export class Lane {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #delay: Delay;
  readonly #deliver: (bytes: string) => void;
  /** When the last message arrives. */
  #last = 0;
  /** What is held back; undefined while everything passes. */
  #held: string[] | undefined;
  /** What is under way and has not arrived. */
  readonly #flying = new Set<{ bytes: string | undefined }>();
  #closed = false;
  /** Is told of each message that is sent. */
  onSend: (() => void) | undefined;
  /** Added to each delay, in us. */
  slow = 0;

  constructor(
    scheduler: Scheduler,
    random: Random,
    delay: Delay,
    deliver: (bytes: string) => void,
  ) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#delay = delay;
    this.#deliver = deliver;
  }

  /** How long the next message takes, in us. */
  delay(): number {
    const { least, most, rare, rarely } = this.#delay;
    const plain = this.#random.int(least, most) + this.slow;
    return this.#random.chance(rarely) ? plain + this.#random.int(0, rare) : plain;
  }

  send(bytes: string): void {
    if (this.#closed) return;
    if (this.#held) this.#held.push(bytes);
    else this.#fly(bytes, this.delay());
    this.onSend?.();
  }

  /** When whatever is under way has arrived. */
  get arrived(): number {
    return Math.max(this.#last, this.#scheduler.now);
  }

  get idle(): boolean {
    return this.#flying.size === 0 && (this.#held === undefined || this.#held.length === 0);
  }

  /** Whether what is sent now arrives in the usual time: it does not overtake what is under way. */
  get passes(): boolean {
    const { most, rare, rarely } = this.#delay;
    const usual = most + (rarely > 0 ? rare : 0);
    const isOpen = !this.#closed && this.#held === undefined && this.slow === 0;
    return isOpen && this.arrived <= this.#scheduler.now + usual;
  }

  /** From now on nothing arrives, until `pass`. What is under way still does. */
  hold(): void {
    this.#held ??= [];
  }

  pass(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    if (!this.#closed) for (const bytes of held) this.#fly(bytes, this.delay());
  }

  /** Nothing more can be sent. What is held back never arrives; what is under way does. */
  close(): void {
    this.#closed = true;
    this.#held = undefined;
  }

  /** What is under way, and what is held back, never arrives. */
  lose(): void {
    for (const message of this.#flying) message.bytes = undefined;
    this.#flying.clear();
    if (this.#held) this.#held = [];
  }

  /** What is under way, and what is held back, arrives by so much later, though nothing more can be sent. */
  delayAll(us: number): void {
    const bytes = [...this.#flying].map((message) => message.bytes ?? "").concat(this.#held ?? []);
    this.lose();
    this.#held = undefined;
    for (const each of bytes) this.#fly(each, us);
  }

  #fly(bytes: string, us: number): void {
    const message: { bytes: string | undefined } = { bytes };
    this.#flying.add(message);
    this.#last = Math.max(this.#last, this.#scheduler.now + us);
    this.#scheduler.at(this.#last, () => {
      this.#flying.delete(message);
      if (message.bytes !== undefined) this.#deliver(message.bytes);
    });
  }
}
