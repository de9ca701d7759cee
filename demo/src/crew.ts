import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Kind } from "./locks.js";

const PROGRAM = fileURLToPath(new URL("worker.js", import.meta.url));
const SIZE = 3;

/** Milliseconds on the monotonic clock of the machine, which all its processes share. */
export const clock = (): number => Number(process.hrtime.bigint()) / 1e6;

/** The key of the counter that such a crew raises. */
export const counterOf = (kind: Kind): string => `demo:${kind}`;

/** One turn of a process with the lock, as far as it has come. Times are those of `clock`. */
export interface Turn {
  readonly asked: number;
  readonly acquired?: number;
  readonly released?: number;
  /** It holds the lock, has read the counter, and will never write it. */
  readonly stuck?: boolean;
}

/** What a process is told. */
export type Order = "start" | "stick" | "stop";

export interface Member {
  readonly child: ChildProcess;
  /** Each message of the process is its current turn; the last one is not over. */
  readonly turns: Turn[];
  killed?: number;
}

/** Processes that raise one counter again and again, with one kind of lock. */
export class Crew implements Disposable {
  readonly kind: Kind;
  readonly members: readonly Member[];

  /** @param ttl how long a dead holder keeps the others waiting, in ms */
  constructor(kind: Kind, url: string, ttl: number) {
    this.kind = kind;
    this.members = Array.from({ length: SIZE }, () => ({
      child: fork(PROGRAM, [kind, url, counterOf(kind), `${ttl}`]),
      turns: [],
    }));
  }

  /** Starts all of them at once. */
  async start(): Promise<void> {
    await Promise.all(this.members.map(({ child }) => once(child, "message")));
    for (const { child, turns } of this.members) {
      child.on("message", (turn: Turn) => {
        if (turns.at(-1)?.asked === turn.asked) turns.pop();
        turns.push(turn);
      });
      child.send("start" satisfies Order);
    }
  }

  /** One that is in its critical section. */
  get holder(): Member | undefined {
    return this.members.find(({ turns, killed }) => {
      const { acquired, released } = turns.at(-1) ?? {};
      return killed === undefined && acquired !== undefined && released === undefined;
    });
  }

  /** Lets the process of a lane stay in its next critical section, where it can be killed. */
  stick(lane: number): void {
    this.members[lane - 1]?.child.send("stick" satisfies Order);
  }

  isStuck(lane: number): boolean {
    return this.members[lane - 1]?.turns.at(-1)?.stuck === true;
  }

  kill(lane: number): void {
    const member = this.members[lane - 1];
    member?.child.kill("SIGKILL");
    if (member) member.killed = clock();
  }

  /** Lets the living finish their turn. */
  async stop(): Promise<void> {
    const living = this.members.filter(({ killed }) => killed === undefined);
    for (const { child } of living) child.send("stop" satisfies Order);
    await Promise.all(living.map(({ child }) => child.exitCode ?? once(child, "exit")));
  }

  [Symbol.dispose](): void {
    for (const { child } of this.members) child.kill("SIGKILL");
  }
}
