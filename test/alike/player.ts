import { setTimeout as sleep } from "node:timers/promises";
import { type Lock, type LockClient, LockError, type LockEvents } from "@lockwire/core";
import { SHORT, type Step } from "./sequence.js";

/** What a caller sees of a step, without times. */
export interface Observation {
  readonly step: Step;
  readonly outcome: unknown;
  readonly events: readonly unknown[];
  /** The acquisitions, started by an earlier step or by this one, that settle after it. */
  readonly settled: readonly { readonly id: number; readonly outcome: unknown }[];
}

interface Held {
  readonly client: number;
  readonly name: number;
  readonly lock: Lock;
  readonly token: string | undefined;
  /** Another client ended the hold, which this one learns at its next renewal. */
  ended: boolean;
}

interface Pending {
  readonly id: number;
  readonly client: number;
  readonly name: number;
  readonly limited: boolean;
  readonly abort: AbortController;
}

const EVENTS = ["acquired", "waiting", "released", "lost", "extended", "error"] as const;
const ACQUIRING = new Set(["acquire", "tryAcquire", "start", "acquireAll", "withLock"]);
const REMOVING = new Set(["releaseByToken", "resume", "forceRelease"]);
/** How long to wait for an acquisition that settles in memory, in ms. */
const PATIENCE = 1_500;

/** Plays a sequence with three clients, and notes what they see. */
export class Player {
  readonly #prefix: string;
  readonly #clients: readonly LockClient[];
  /** How long what a step causes in the background may take, in ms. */
  readonly #pause: number;
  readonly #held = new Map<number, Held>();
  readonly #pending = new Map<number, Pending>();
  readonly #fences = new Map<string, Set<number>>();
  #events: [number, ...unknown[]][] = [];
  #settled: { readonly id: number; readonly outcome: unknown }[] = [];

  constructor(connect: () => LockClient, prefix: string, pause: number) {
    this.#prefix = prefix;
    this.#pause = pause;
    this.#clients = [connect(), connect(), connect()];
    for (const [client, locks] of this.#clients.entries()) this.#listen(client, locks);
  }

  /** Plays the steps whose outcome depends neither on time nor on the order of waiters. */
  async play(steps: readonly Step[]): Promise<Observation[]> {
    const seen: Observation[] = [];
    for (const step of steps) {
      if (this.#isDetermined(step)) seen.push(await this.#observe(step, []));
    }
    return this.#finish(seen);
  }

  /** Plays the same steps, and waits for what has settled after each. */
  async repeat(before: readonly Observation[]): Promise<Observation[]> {
    const seen: Observation[] = [];
    for (const { step, settled } of before) {
      seen.push(
        await this.#observe(
          step,
          settled.map(({ id }) => id),
        ),
      );
    }
    return this.#finish(seen);
  }

  async #observe(step: Step, awaited: readonly number[]): Promise<Observation> {
    this.#events = [];
    this.#settled = [];
    const outcome = await this.#outcome(() => this.#run(step));
    const until = performance.now() + PATIENCE;
    const isMissing = (id: number) => this.#settled.every((one) => one.id !== id);
    while (awaited.some(isMissing) && performance.now() < until) await sleep(2);
    // A waiter has to be subscribed before others follow.
    await sleep(step.operation === "start" ? 3 * this.#pause : this.#pause);
    // The order of events of different locks is not promised.
    const kind = ([client, event, name]: readonly unknown[]) => `${client} ${name} ${event}`;
    const events = this.#events.toSorted((a, b) => (kind(a) < kind(b) ? -1 : +(kind(a) > kind(b))));
    return { step, outcome, events, settled: [...this.#settled] };
  }

  async #finish(seen: readonly Observation[]): Promise<Observation[]> {
    await Promise.all(this.#clients.map((locks) => locks.close()));
    const shown = JSON.parse(JSON.stringify(seen)) as Observation[];
    return shown.map((one, index) => ({ ...one, step: seen[index]?.step ?? one.step }));
  }

  #isDetermined({ operation, client, name, terms, of }: Step): boolean {
    const names = operation === "acquireAll" ? [0, 1] : [name];
    const pending = [...this.#pending.values()].filter((one) => names.includes(one.name));
    if (operation === "abort") return this.#pending.has(of);
    if (ACQUIRING.has(operation)) {
      const waits = operation !== "tryAcquire" && terms["blockingTimeout"] !== 0;
      // Waiters are queued on Redis, but not behind a holder or a waiter of their own process.
      if (waits && pending.length > 0) return false;
      if (pending.some((one) => one.limited && this.#holdsOf(one).length > 0)) return false;
      const others = names.flatMap((one) => this.#holdsOf({ client, name: one }));
      return !(waits && others.some(({ ended }) => ended));
    }
    // Until its process learns of it, a lock that was removed is passed on there.
    if (REMOVING.has(operation)) {
      return pending.every((one) => one.client === client || this.#holdsOf(one).length === 0);
    }
    return ["peek", "lapse", "close"].includes(operation) || this.#held.has(of);
  }

  #holdsOf({ client, name }: Pick<Held, "client" | "name">): Held[] {
    const all = [...this.#held.values()];
    return all.filter(
      (held) => held.client === client && held.name === name && held.lock.remaining() > 0,
    );
  }

  async #run({ id, operation, client, name, terms, of, flag }: Step): Promise<unknown> {
    const locks = this.#clients[client] as LockClient;
    const at = this.#name(name);
    const held = this.#held.get(of);
    const keep = (lock: Lock | null) => {
      const token = flag ? lock?.token : undefined;
      if (lock) this.#held.set(id, { client, name, lock, token, ended: false });
      return this.#show(lock);
    };
    const token = () => (held && (held.token ?? held.lock.token)) || "made-up";
    switch (operation) {
      case "acquire":
        return keep(await locks.acquire(at, terms));
      case "tryAcquire":
        return keep(await locks.tryAcquire(at, terms));
      case "start": {
        const abort = new AbortController();
        const limited = "limit" in terms;
        this.#pending.set(id, { id, client, name, limited, abort });
        const started = { ...terms, blockingTimeout: 60_000, signal: abort.signal };
        void this.#outcome(async () => keep(await locks.acquire(at, started))).then((outcome) => {
          this.#pending.delete(id);
          this.#settled.push({ id, outcome });
        });
        return "started";
      }
      case "abort":
        return this.#pending.get(of)?.abort.abort("aborted");
      case "acquireAll": {
        const group = await locks.acquireAll([this.#name(1), this.#name(0)], terms);
        const shown = group?.names.map((one) => this.#show(group.lock(one)));
        return [shown, await group?.release()];
      }
      case "withLock":
        return locks.withLock(at, terms, async (lock) => {
          if (flag) throw new Error("of the work");
          return [this.#show(lock), this.#show(await locks.tryAcquire(at, { ttl: SHORT }))];
        });
      case "release":
        return held?.lock.release();
      case "releaseByToken": {
        const released = await locks.release(at, token());
        this.#noteEnd([held], client, released);
        return released;
      }
      case "resume": {
        const lock = await locks.resume(at, token(), terms);
        this.#noteEnd([held], client, lock !== null);
        return keep(lock);
      }
      case "forceRelease": {
        const released = await locks.forceRelease(at);
        const all = [...this.#held.values()];
        this.#noteEnd(
          all.filter((one) => one.name === name),
          client,
          released,
        );
        return released;
      }
      case "extend":
        return held?.lock.extend(terms["ttl"] as number | undefined);
      case "owned":
        return [await held?.lock.owned(), this.#show(held?.lock ?? null)];
      case "downgrade":
        await held?.lock.downgrade();
        return this.#show(held?.lock ?? null);
      case "tryUpgrade":
        return held && this.#show(await held.lock.tryUpgrade());
      case "peek": {
        const { held: isHeld, mode, limit, holders, fence } = await locks.peek(at);
        // Redis does not learn the fence of a holder to whom its process passed the lock on.
        const known = mode === "shared" ? this.#fence(at, fence) : undefined;
        return { isHeld, mode, limit, holders, fence: known };
      }
      case "lapse":
        return sleep(SHORT + 200);
      case "close":
        return locks.close({ releaseHeld: flag });
    }
  }

  #noteEnd(holds: readonly (Held | undefined)[], client: number, ended: boolean): void {
    for (const held of holds) if (held && held.client !== client) held.ended ||= ended;
  }

  async #outcome(work: () => Promise<unknown>): Promise<unknown> {
    try {
      return { value: await work() };
    } catch (error) {
      return this.#failure(error);
    }
  }

  #failure(error: unknown): unknown {
    if (!LockError.is(error)) return { thrown: String(error) };
    const { name, message, code } = error;
    const { why, wanted, held, operation } = error as LockError & Record<string, unknown>;
    const text = message
      .replaceAll(this.#prefix, "")
      .replace(/ \([^)]*(attempt|behind)[^)]*\)/, "");
    return { name, code, why, wanted, held, operation, message: text.replace(/\d+/g, "N") };
  }

  #show(lock: Lock | null): unknown {
    if (lock === null) return null;
    const { name, mode, slot, fence, signal } = lock;
    const loss = signal.aborted ? this.#failure(signal.reason) : undefined;
    return { mode, slot, fence: this.#fence(name, fence), live: lock.remaining() > 0, loss };
  }

  /** How many lower fences of the name were seen in the whole run: it is known when the run is written down. */
  #fence(name: string, fence: number | undefined): unknown {
    if (fence === undefined) return undefined;
    const fences = this.#fences.get(name) ?? new Set();
    this.#fences.set(name, fences.add(fence));
    return { toJSON: () => [...fences].filter((one) => one < fence).length };
  }

  #listen(client: number, locks: LockClient): void {
    for (const event of EVENTS) {
      locks.on(event, (payload) => {
        const { name, fence, mode, slot, why, error } = payload as Partial<
          LockEvents["acquired"] & LockEvents["lost"] & LockEvents["error"]
        >;
        const shown = { fence: this.#fence(`${name}`, fence), mode, slot, why };
        const failure = error && this.#failure(error);
        this.#events.push([client, event, name?.replace(this.#prefix, ""), shown, failure]);
      });
    }
  }

  #name(name: number): string {
    return `${this.#prefix}${name}`;
  }
}
