import { Random } from "@lockwire/harness";
import type { Member } from "./member.js";
import type { Stage } from "./stage.js";
import { shown } from "./words.js";
import { Worker } from "./worker.js";

/** Starts a process of the plan, and its workers. */
export function startMember(stage: Stage, number: number): void {
  const plan = stage.plan.processes[number];
  if (!plan) throw new RangeError(`the plan has no process ${number}`);
  const generation = stage.fleet.all.filter((each) => each.number === number).length;
  const random = new Random(hash(stage.plan.seed, number, generation));
  const member = stage.fleet.start(number, plan, random);
  listen(stage, member);
  plan.workers.forEach((worker, at) => {
    const own = new Random(hash(stage.plan.seed, number, generation, at + 1));
    member.process.post(() => void new Worker(stage, member, worker, own).work());
  });
}

export function closeAll(stage: Stage): void {
  stage.closingAt = stage.scheduler.now;
  for (const member of stage.fleet.alive) {
    member.closing = true;
    // One that has closed before closes its own client now.
    member.closed = false;
    member.process.post(() => void closeMember(stage, member));
  }
}

export async function closeMember(stage: Stage, member: Member): Promise<void> {
  stage.say(member.process.name, "closes");
  member.closesAt = stage.scheduler.now;
  try {
    await member.locks.close();
    member.redis?.disconnect();
  } catch (error) {
    stage.failed(member, error);
  }
  member.closed = true;
  stage.say(member.process.name, "is closed");
}

function listen(stage: Stage, member: Member): void {
  const { name: process } = member.process;
  member.locks.on("error", ({ name, error }) =>
    stage.say(process, `error of ${name}: ${shown(error)}`),
  );
  member.locks.on("extended", ({ name, fence, ttl }) => stage.extended(member, name, fence, ttl));
  member.locks.on("degraded", ({ name, reason }) => stage.degraded(member, name, reason));
  member.locks.on("restored", ({ name }) => stage.restored(member, name));
}

/** One seed from several numbers. */
function hash(...numbers: readonly number[]): number {
  let mixed = 0x9e3779b9;
  for (const number of numbers) {
    mixed = Math.imul(mixed ^ (number + 0x7f4a7c15), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return mixed & 0x7fffffff;
}
