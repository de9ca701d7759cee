import type { Lock as HeldLock } from "@lockwire/core";
import type { RequestArguments } from "./arguments.js";
import { called, hold } from "./hold.js";
import { createLock } from "./lock.js";
import { lockName } from "./lock-name.js";
import type { LockRecord } from "./lock-record.js";
import { notSupported } from "./refuse.js";
import type { Registry } from "./registry.js";
import { type Space, seemsGrantable } from "./space.js";

export interface Agent {
  readonly space: Space;
  readonly registry: Registry;
  readonly ttl: number;
}

interface Entered {
  readonly record: LockRecord;
  /** Null if the lock is not available, and the request does not wait. */
  readonly acquiring: Promise<HeldLock | null>;
}

/** Requests a lock and calls back (https://w3c.github.io/web-locks/#algorithm-request-lock). */
export async function request(agent: Agent, wanted: RequestArguments): Promise<unknown> {
  const { registry, space } = agent;
  const { name, options, callback } = wanted;
  const { ifAvailable, mode, signal } = options;
  if (ifAvailable && !seemsGrantable(space, name, mode)) {
    // The requests in its way are seen by others too, once its callback may tell them of its answer.
    await registry.written();
    return called(() => callback(null));
  }
  const { record, acquiring } = enter(agent, wanted);
  let current = record;
  try {
    const held = await acquiring;
    if (signal?.aborted) return giveUp(held, signal);
    if (held === null) {
      registry.leave(record);
      return await called(() => callback(null));
    }
    const lock = registry.grant(record);
    current = lock;
    const work = () => callback(createLock(name, mode));
    return await hold(held, name, work, () => registry.releasing(lock));
  } finally {
    registry.leave(current);
  }
}

/** Calls the client before anything is awaited, so that requests reach it in the order of their calls. */
function enter({ registry, space, ttl }: Agent, wanted: RequestArguments): Entered {
  const { name, options } = wanted;
  const { ifAvailable, mode, signal, steal } = options;
  const { client, extensions } = space;
  const locked = lockName(space.name, name);
  const terms = { ttl, autoExtend: true };
  if (steal) {
    if (!extensions?.steal)
      throw notSupported("the lock client cannot take a lock from its holders");
    const record = registry.enter(name, mode, "asking");
    return { record, acquiring: extensions.steal(locked, terms) };
  }
  if (ifAvailable) {
    const record = registry.enter(name, mode, "asking");
    return { record, acquiring: client.tryAcquire(locked, { ...terms, mode }) };
  }
  const record = registry.enter(name, mode, "pending");
  const blockingTimeout = Number.POSITIVE_INFINITY;
  const waiting = { ...terms, mode, blockingTimeout, signal };
  const acquiring = extensions?.acquire?.(locked, waiting) ?? client.acquire(locked, waiting);
  return { record, acquiring };
}

/** The signal has a say until the callback is called: the lock may have been granted just before. */
function giveUp(held: HeldLock | null, { reason }: AbortSignal): Promise<never> {
  void held?.[Symbol.asyncDispose]();
  return Promise.reject(reason);
}
