import type { Runner } from "./runner.js";
import { onStage, type Subject } from "./stage.js";
import {
  EXCLUSIVE_TOPICS,
  MIN_HOLD_TOPICS,
  NO_MIN_HOLD_TOPICS,
  NO_RESUME_TOPICS,
  RESUME_SHARING_TOPICS,
  RESUME_TOPICS,
  SHARING_TOPICS,
  TOPICS,
} from "./topics/index.js";

/**
 * Registers the conformance suite, which tests everything that the contract promises and that is visible from outside, on
 * any backend. A test takes under two seconds, mostly far less, and needs only `describe` and `test` of its runner.
 *
 * ```ts
 * import { conformance } from "@lockwire/core/testing";
 * import { describe, test } from "node:test";
 *
 * conformance({ describe, test }, { connect: (options) => createLocks(() => myBackend(), options) });
 * ```
 */
export function conformance({ describe, test }: Runner, subject: Subject): void {
  const topics = {
    ...TOPICS,
    ...(subject.sharing ? SHARING_TOPICS : EXCLUSIVE_TOPICS),
    ...(subject.minHold ? MIN_HOLD_TOPICS : NO_MIN_HOLD_TOPICS),
    ...(subject.resume ? RESUME_TOPICS : NO_RESUME_TOPICS),
    ...(subject.resume && subject.sharing ? RESUME_SHARING_TOPICS : {}),
  };
  for (const [title, topic] of Object.entries(topics)) {
    describe(title, () => {
      topic((promise, body) => void test(promise, () => onStage(subject, body)));
    });
  }
}
