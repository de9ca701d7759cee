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
import type { Script } from "../scripts/script.js";
import { RELEASE, RELEASE_SIGNAL, RELEASE_SLOT } from "../scripts/scripts.js";
import { answer, type Read, type Released, readReleased } from "./replies.js";

export interface RedisStepsOptions {
  readonly layout: RedisLayout;
  /** Whether a release that found no queue is published. */
  readonly announce: boolean;
  /** What the client puts before keys, as far as that is known. */
  readonly keyPrefix?: string | undefined;
  /** Whether a transfer counts only once the new holder has acquired the lock again, over a connection that waits for replicas. */
  readonly confirmsTransfers: boolean;
  /** What the scripts are sent over. */
  readonly connection: { readonly interruptions: number };
  readonly report: Report;
  readonly lost: BackendReports["lost"];
}

const NO_ANNOUNCEMENT = [""];

/** A token of this library with the number of the last change of its lease. */
const CHANGED = /^([\w-]{21})\.\d+$/;

/** The token of the acquisition that holds the lock, as the lock's key has it. */
export function acquisitionOf(holder: string): string {
  return holder.replace(CHANGED, "$1");
}

/** The steps of the port that all acquisitions of a client share: one script each. */
export class RedisSteps {
  readonly confirmsTransfers: boolean;
  /** Whether several may hold a lock. */
  readonly sharing: boolean;
  readonly #scripts: Scripts;
  readonly #options: RedisStepsOptions;

  constructor(scripts: Scripts, options: RedisStepsOptions) {
    this.#scripts = scripts;
    this.#options = options;
    this.confirmsTransfers = options.confirmsTransfers;
    this.sharing = options.layout.exclusive !== true;
  }

  /** What every script that may grant the lock is told; its words are kept few, since each costs. */
  context(name: string): string {
    return `${Date.now()}000 ${this.#options.layout.clientChannels(name)}`;
  }

  /** What a script is told that may announce: the channel and the message, where they are not what it uses by itself. */
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

  /** A step at a lock that several may hold, each in a slot of its own. */
  runOnSlots<T>(
    script: Script,
    read: Read<T>,
    operation: string,
    name: string,
    args: readonly string[],
  ): Promise<T> {
    const { slotsKey, holdersKey } = this.#options.layout;
    const keys = [...this.#keys(name), slotsKey(name), holdersKey(name)];
    return this.#run(script, read, operation, name, keys, args);
  }

  /**
   * Returns what notes of an attempt that is sent next whether it may have been sent twice: by a client that has lost its
   * connection before the reply.
   */
  repeats(): <T extends Grant | Refusal>(outcome: T) => T {
    const { connection } = this.#options;
    const { interruptions } = connection;
    return (outcome) =>
      connection.interruptions === interruptions ? outcome : { ...outcome, repeated: true };
  }

  /** A step at what clients tell each other, which stands beside the locks. */
  runOnNotes<T>(script: Script, read: Read<T>, board: string, args: readonly string[]): Promise<T> {
    const keys = [`${this.#options.layout.lockKey(board)}:notes`];
    return this.#run(script, read, "notes", board, keys, args);
  }

  /** The holder of the token has had the lock taken from it; a client that holds no such lock ignores it. */
  reportLost(name: string, token: string): void {
    this.#options.lost({ name, token: acquisitionOf(token) });
  }

  /**
   * Releases the lock if this token holds it.
   *
   * @throws {LockBackendError} where it is not known whether it did: a client that has lost its connection may have sent
   * the command again, and the second is told no where the first took effect.
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
    const released = await this.end(name, token, entry, "release", script, details);
    if (!released && connection.interruptions !== interruptions) {
      const message =
        "the connection was lost before the reply; the lock may or may not have been released";
      throw new LockBackendError(name, "release", { message });
    }
    return released;
  }

  /**
   * Ends the acquisition of a token. False where it was over, or where the client has sent the command twice.
   *
   * @param operation what the caller asked for, for a failure to name.
   * @param script the release script for what the acquisition holds.
   * @param details what that script is told besides.
   */
  async end(
    name: string,
    token: string,
    entry: string,
    operation: string,
    script = RELEASE,
    details: readonly string[] = [],
  ): Promise<boolean> {
    const ended = await this.#end(name, token, [entry, ...details], operation, script);
    const { released, refusal: words, more } = ended;
    // The release took effect; that nobody could be told of it is no matter for its caller.
    if (words !== undefined) this.#options.report(name, refusal(words, name, "announce"));
    if (more) this.#goOn(name, script);
    return released;
  }

  /** A release that nobody waits for; a failure is reported. */
  releaseQuietly(name: string, token: string, entry: string, script = RELEASE): void {
    this.release(name, token, entry, script).catch((error: unknown) =>
      this.#report(name, "release", error),
    );
  }

  /** Goes on where a call has removed or served as many waiters as one may. */
  #goOn(name: string, script: Script): void {
    this.releaseQuietly(name, "", "", script);
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
