import { fork } from "node:child_process";
import { once } from "node:events";
import type { Kind } from "./locks.js";

const WORKER = new URL("worker.js", import.meta.url);

/** Milliseconds on the monotonic clock of the machine, which all its processes share. */
export const clock = (): number => Number(process.hrtime.bigint()) / 1e6;

/** What a process is told; `die`: by SIGKILL, the next time that it holds the lock. */
export type Order = "die" | "stop";

/** What a process reports: since when it waits for the lock, holds it, or is done with it. */
export interface Change {
  readonly state: "waits" | "holds" | "done" | "dead";
  readonly at: number;
}

/** The changes of each process, in their order. */
export type Histories = readonly (readonly Change[])[];

/** Three processes that raise one counter again and again, with one kind of lock. */
export type Crew = ReturnType<typeof createCrew>;

/** @param title also the key of the counter; @param ttl how long a dead holder keeps the others waiting, in ms */
export function createCrew(title: string, kind: Kind, url: string, ttl = 30_000) {
  const children = Array.from({ length: 3 }, () => fork(WORKER, [kind, url, title, `${ttl}`]));
  /** Settled once a process has ended and all its reports have arrived. */
  const ends = children.map((child) => once(child, "close"));
  const histories: Histories = children.map((child) => {
    const history: Change[] = [];
    child.on("message", (change: Change) => history.push(change));
    child.on("close", (_, signal) => signal && history.push({ state: "dead", at: clock() }));
    return history;
  });

  return {
    title,
    kind,
    histories,
    /** Resolves once all of them are at work. */
    async started(): Promise<void> {
      await Promise.all(children.map((child) => once(child, "message")));
    },
    /** Kills one of them while it holds the lock. */
    async kill(index: number): Promise<void> {
      children[index]?.send("die" satisfies Order);
      await ends[index];
    },
    /** Lets the living finish their turn. */
    async stop(): Promise<void> {
      for (const child of children) if (child.connected) child.send("stop" satisfies Order);
      await Promise.all(ends);
    },
  };
}
