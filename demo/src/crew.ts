import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Kind } from "./locks.js";

const PROGRAM = fileURLToPath(new URL("worker.js", import.meta.url));
const SIZE = 3;

/** Milliseconds on the monotonic clock of the machine, which all its processes share. */
export const clock = (): number => Number(process.hrtime.bigint()) / 1e6;

/** One turn of a process with the lock, as far as it has come. Times are those of `clock`. */
export interface Turn {
  readonly asked: number;
  readonly acquired?: number;
  readonly released?: number;
}

/** What a process is told; `die`: by SIGKILL, the next time that it holds the lock. */
export type Order = "start" | "die" | "stop";

export interface Member {
  readonly child: ChildProcess;
  /** Each message of the process is its current turn; the last one is not over. */
  readonly turns: Turn[];
  killed?: number;
}

/** Three processes that raise one counter again and again, with one kind of lock. */
export class Crew implements Disposable {
  readonly kind: Kind;
  readonly counter: string;
  readonly members: readonly Member[];

  /** @param ttl how long a dead holder keeps the others waiting, in ms */
  constructor(kind: Kind, url: string, ttl: number) {
    this.kind = kind;
    this.counter = `demo:${kind}`;
    this.members = Array.from({ length: SIZE }, () => ({
      child: fork(PROGRAM, [kind, url, this.counter, `${ttl}`]),
      turns: [],
    }));
  }

  /** Starts all of them at once. */
  async start(): Promise<void> {
    await Promise.all(this.members.map(({ child }) => once(child, "message")));
    for (const member of this.members) {
      member.child.on("message", (turn: Turn) => {
        if (member.turns.at(-1)?.asked === turn.asked) member.turns.pop();
        member.turns.push(turn);
      });
      member.child.once("exit", (_, signal) => {
        if (signal !== null) member.killed = clock();
      });
      tell(member, "start");
    }
  }

  /** Lets the living finish their turn. */
  async stop(): Promise<void> {
    const living = this.members.filter(({ killed }) => killed === undefined);
    for (const member of living) tell(member, "stop");
    await Promise.all(living.map(({ child }) => child.exitCode ?? once(child, "exit")));
  }

  [Symbol.dispose](): void {
    for (const { child } of this.members) child.kill("SIGKILL");
  }
}

export function tell({ child }: Member, order: Order): void {
  child.send(order);
}
