import { LockBackendError } from "@lockwire/core";
import { asBackendError } from "@lockwire/core/backend";
import type { Report } from "../client/connection.js";
import { refusal } from "../client/failure.js";
import type { Scripts } from "../client/script-runner.js";
import { announcementOf, type RedisLayout } from "../layout/layout.js";
import type { Script } from "../scripts/script.js";
import { RELEASE } from "../scripts/scripts.js";
import { answer, type Released, readReleased } from "./replies.js";

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
}

const NO_ANNOUNCEMENT = [""];

/** The steps of the port that all acquisitions of a client share: one script each. */
export class RedisSteps {
  readonly confirmsTransfers: boolean;
  readonly #scripts: Scripts;
  readonly #options: RedisStepsOptions;

  constructor(scripts: Scripts, options: RedisStepsOptions) {
    this.#scripts = scripts;
    this.#options = options;
    this.confirmsTransfers = options.confirmsTransfers;
  }

  /** What every script that may grant the lock is told; its words are kept few, since each costs. */
  context(name: string): string {
    return `${Date.now()}000 ${this.#options.layout.clientChannels(name)}`;
  }

  async run<T>(
    script: Script,
    read: (reply: unknown) => T | undefined,
    operation: string,
    name: string,
    args: readonly string[],
  ): Promise<T> {
    const { lockKey, fenceKey, queueKey } = this.#options.layout;
    const keys = [lockKey(name), fenceKey(name), queueKey(name)];
    return answer(
      await this.#scripts.run(script, { operation, name, keys, args }),
      read,
      name,
      operation,
    );
  }

  /**
   * Releases the lock if this token holds it.
   *
   * @throws {LockBackendError} where it is not known whether it did: a client that has lost its connection may have sent
   * the command again, and the second is told no where the first took effect.
   */
  async release(name: string, token: string, entry: string): Promise<boolean> {
    const { connection } = this.#options;
    const { interruptions } = connection;
    const released = await this.end(name, token, entry, "release");
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
   */
  async end(name: string, token: string, entry: string, operation: string): Promise<boolean> {
    const { released, refusal: words, more } = await this.#release(name, token, entry, operation);
    // The release took effect; that nobody could be told of it is no matter for its caller.
    if (words !== undefined) this.#options.report(name, refusal(words, name, "announce"));
    if (more) this.#removeDead(name);
    return released;
  }

  /** A release that nobody waits for; a failure is reported. */
  releaseQuietly(name: string, token: string): void {
    this.release(name, token, "").catch((error: unknown) => this.#report(name, "release", error));
  }

  /** Goes on where a call has removed as many dead waiters as one may. */
  #removeDead(name: string): void {
    this.releaseQuietly(name, "");
  }

  #report(name: string, operation: string, cause: unknown): void {
    this.#options.report(name, asBackendError(cause, name, operation));
  }

  #release(name: string, token: string, entry: string, operation: string): Promise<Released> {
    const { layout, keyPrefix, announce } = this.#options;
    const where = announce ? announcementOf(layout, keyPrefix, name) : NO_ANNOUNCEMENT;
    const args = [token, this.context(name)];
    if (entry !== "" || where.length > 0) args.push(entry, ...where);
    return this.run(RELEASE, readReleased, operation, name, args);
  }
}
