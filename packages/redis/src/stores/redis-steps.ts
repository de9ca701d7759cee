import { LockBackendError } from "@lockwire/core";
import {
  asBackendError,
  type BackendReports,
  type Grant,
  type Refusal,
} from "@lockwire/core/backend";
import type { Report } from "../client/connection.js";
import { refusal } from "../client/failure.js";
import type { Scripts } from "../client/script-runner.js";
import { announcementOf, type RedisLayout } from "../layout/layout.js";
import { isPart } from "../scripts/part.js";
import type { Script } from "../scripts/script.js";
import { RELEASE, RELEASE_SIGNAL, RELEASE_SLOT } from "../scripts/scripts.js";
import { answer, type Read, type Released, readReleased } from "./replies.js";

export interface RedisStepsOptions {
  readonly layout: RedisLayout;
  /** Whether a release without a queue is announced. */
  readonly announce: boolean;
  /** The client's key prefix, if it is known. */
  readonly keyPrefix?: string | undefined;
  /** Whether a transfer counts only after the new holder acquires the lock again, over a connection that waits for replicas. */
  readonly confirmsTransfers: boolean;
  /** The link over which the scripts are sent. */
  readonly connection: { readonly interruptions: number };
  readonly report: Report;
  readonly lost: BackendReports["lost"];
}

const NO_ANNOUNCEMENT = [""];
/** An entry that no waiter has. A release that names one serves the queue, even if another token holds the lock. */
const NO_ENTRY = "-";

/** A Lockwire token, followed by the number of the last change of its lease. */
const CHANGED = /^([\w-]{21})\.\d+$/;

/** Extracts the acquisition's token from the value of the lock's key. */
export function acquisitionOf(holder: string): string {
  return holder.replace(CHANGED, "$1");
}

/** Runs the steps of all acquisitions of a client: one script each. */
export class RedisSteps {
  readonly confirmsTransfers: boolean;
  /** Whether a lock may have several holders. */
  readonly sharing: boolean;
  readonly #scripts: Scripts;
  readonly #options: RedisStepsOptions;

  constructor(scripts: Scripts, options: RedisStepsOptions) {
    this.#scripts = scripts;
    this.#options = options;
    this.confirmsTransfers = options.confirmsTransfers;
    this.sharing = options.layout.exclusive !== true;
  }

  /** The context argument of every script that may grant the lock; a single string, since each argument costs time. */
  context(name: string): string {
    return `${Date.now()}000 ${this.#options.layout.clientChannels(name)}`;
  }

  /** The channel and message for a script that may announce a release, unless they are its defaults. */
  announcement(name: string): readonly string[] {
    const { layout, keyPrefix, announce } = this.#options;
    return announce ? announcementOf(layout, keyPrefix, name) : NO_ANNOUNCEMENT;
  }

  run<T>(
    script: Script,
    read: Read<T>,
    operation: string,
    name: string,
    args: readonly string[],
  ): Promise<T> {
    return this.#run(script, read, operation, name, this.#keys(name), args);
  }

  /** Runs a step on a lock with several holders, each in its own slot. */
  runOnSlots<T>(
    script: Script,
    read: Read<T>,
    operation: string,
    name: string,
    args: readonly string[],
  ): Promise<T> {
    const { slotsKey, holdersKey } = this.#options.layout;
    const keys = [...this.#keys(name), slotsKey(name), holdersKey(name)];
    const readAll: Read<T> = (reply) => {
      if (!isPart(reply)) return read(reply);
      this.#goOn(name, RELEASE_SLOT);
      return read(reply[1]);
    };
    return this.#run(script, readAll, operation, name, keys, args);
  }

  /**
   * Call it before an attempt. The returned function marks the reply as `repeated` if the client lost its connection
   * meanwhile, and so may have sent the attempt twice.
   */
  repeats(): <T extends Grant | Refusal>(outcome: T) => T {
    const { connection } = this.#options;
    const { interruptions } = connection;
    return (outcome) =>
      connection.interruptions === interruptions ? outcome : { ...outcome, repeated: true };
  }

  /** Runs a step on the notes that clients share, which have their own key. */
  runOnNotes<T>(script: Script, read: Read<T>, board: string, args: readonly string[]): Promise<T> {
    const keys = [`${this.#options.layout.lockKey(board)}:notes`];
    return this.#run(script, read, "notes", board, keys, args);
  }

  /** Reports that the lock was taken from the holder of the token; a client without such a lock ignores it. */
  reportLost(name: string, token: string): void {
    this.#options.lost({ name, token: acquisitionOf(token) });
  }

  /**
   * Releases the lock if this token holds it.
   *
   * @throws {LockBackendError} if it is unknown whether it did: after a lost connection the client may have resent the
   * command, and the second one replies 0 although the first took effect.
   *
   * @param details further arguments of the script.
   */
  async release(
    name: string,
    token: string,
    entry: string,
    script = RELEASE,
    details: readonly string[] = [],
  ): Promise<boolean> {
    const { connection } = this.#options;
    const { interruptions } = connection;
    const ended = await this.#end(name, token, [entry, ...details], "release", script);
    const released = this.#ended(name, script, ended);
    if (!released && connection.interruptions !== interruptions) {
      const message =
        "the connection was lost before the reply; the lock may or may not have been released";
      throw new LockBackendError(name, "release", { message });
    }
    return released;
  }

  /**
   * Ends the acquisition of a token. False if it was already over, or if the client sent the command twice.
   *
   * @param operation the caller's operation, which a failure names.
   * @param script the release script for the kind of lease.
   */
  async end(
    name: string,
    token: string,
    entry: string,
    operation: string,
    script = RELEASE,
  ): Promise<boolean> {
    return this.#ended(name, script, await this.#end(name, token, [entry], operation, script));
  }

  /** Releases without a caller that waits; a failure is reported. */
  releaseQuietly(name: string, token: string, entry: string, script = RELEASE): void {
    this.release(name, token, entry, script).catch((error: unknown) =>
      this.#report(name, "release", error),
    );
  }

  /** Continues if a call has removed or served as many waiters as one call may. */
  #goOn(name: string, script: Script): void {
    this.end(name, "", NO_ENTRY, "release", script).catch((error: unknown) =>
      this.#report(name, "release", error),
    );
  }

  #report(name: string, operation: string, cause: unknown): void {
    this.#options.report(name, asBackendError(cause, name, operation));
  }

  #end(
    name: string,
    token: string,
    details: readonly string[],
    operation: string,
    script: Script,
  ): Promise<Released> {
    const { layout } = this.#options;
    const where = this.announcement(name);
    const args = [token, this.context(name)];
    if (details.some((detail) => detail !== "") || where.length > 0)
      args.push(...details, ...where);
    if (script === RELEASE_SLOT)
      return this.runOnSlots(script, readReleased, operation, name, args);
    if (script === RELEASE && layout.signalKey) {
      const keys = [...this.#keys(name), layout.signalKey(name)];
      return this.#run(RELEASE_SIGNAL, readReleased, operation, name, keys, args);
    }
    return this.run(script, readReleased, operation, name, args);
  }

  /** The release took effect, so a failure to announce it does not concern the caller. */
  #ended(name: string, script: Script, { released, refusal: words, more }: Released): boolean {
    if (words !== undefined) this.#options.report(name, refusal(words, name, "announce"));
    if (more) this.#goOn(name, script === RELEASE_SLOT ? script : RELEASE);
    return released;
  }

  #keys(name: string): string[] {
    const { lockKey, fenceKey, queueKey } = this.#options.layout;
    return [lockKey(name), fenceKey(name), queueKey(name)];
  }

  #run<T>(
    script: Script,
    read: Read<T>,
    operation: string,
    name: string,
    keys: readonly string[],
    args: readonly string[],
  ): Promise<T> {
    return this.#scripts
      .run(script, { operation, name, keys, args })
      .then((reply) => answer(reply, read, name, operation));
  }
}
