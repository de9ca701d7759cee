import { setTimeout as sleep } from "node:timers/promises";
import { monotonic } from "@lockwire/harness";
import type { Acquire } from "../contenders/contender.js";
import { Diary } from "./diary.js";
import type { Report, Task } from "./protocol.js";

export async function runTask(acquire: Acquire, task: Task): Promise<Report> {
  const waiters = "waiters" in task ? task.waiters : 1;
  const diary = new Diary(waiters);
  switch (task.kind) {
    case "loop":
      await loop(acquire, task, diary);
      break;
    case "burst":
      await Promise.all(
        each(task, (name, waiter) => cycle(acquire, name, waiter, task.hold, diary)),
      );
      break;
    case "hold":
      await acquire(task.name);
      break;
    case "wait":
      for (let waiter = 0; waiter < waiters; waiter++) fatal(acquire(task.name));
      break;
    case "rest":
      await sleep(task.ms);
      break;
  }
  return diary.close();
}

/** Ends when the time is over: who still waits then goes on waiting, and is reported so. */
async function loop(
  acquire: Acquire,
  task: Extract<Task, { kind: "loop" }>,
  diary: Diary,
): Promise<void> {
  const end = monotonic() + task.ms;
  const again = async (name: string, waiter: number) => {
    const names = namesFrom(name, task);
    for (let turn = 0; monotonic() < end; turn++) {
      await cycle(acquire, names[turn % names.length] ?? name, waiter, task.hold, diary);
    }
  };
  const loops = Promise.all(each(task, again));
  await Promise.race([loops, sleep(task.ms)]);
  fatal(loops);
}

async function cycle(
  acquire: Acquire,
  name: string,
  waiter: number,
  hold: number,
  diary: Diary,
): Promise<void> {
  const asked = diary.asks(waiter);
  const release = await acquire(name);
  const acquired = monotonic();
  if (hold > 0) await sleep(hold);
  diary.releases(waiter, asked, acquired);
  await release();
}

/** A waiter's names, from its first one on. */
function namesFrom(
  first: string,
  { names, waiters }: { names: readonly string[]; waiters: number },
) {
  const from = names.indexOf(first);
  return names.filter((_, index) => index >= from && (index - from) % waiters === 0);
}

function each<T>(
  { names, waiters }: { names: readonly string[]; waiters: number },
  run: (name: string, waiter: number) => T,
): T[] {
  return Array.from({ length: waiters }, (_, waiter) =>
    run(names[waiter % names.length] ?? "", waiter),
  );
}

/** Nobody awaits it any more, and a failure makes the figures worthless. */
function fatal(promise: Promise<unknown>): void {
  promise.catch((error: unknown) => {
    throw error;
  });
}
