import type { Runner } from "./runner.js";
import { onStage, type Subject } from "./stage.js";
import { EXCLUSIVE_TOPICS, SHARING_TOPICS, TOPICS } from "./topics/index.js";

/**
 * Registers the conformance suite: all that the contract promises and a test can see from outside, whatever the backend.
 * A test lasts under two seconds, mostly far less, and needs nothing of its runner but `describe` and `test`.
 *
 * ```ts
 * import { conformance } from "@lockwire/core/testing";
 * import { describe, test } from "node:test";
 *
 * conformance({ describe, test }, { connect: (options) => createLocks(() => myBackend(), options) });
 * ```
 */
export function conformance({ describe, test }: Runner, subject: Subject): void {
  const more = subject.sharing ? SHARING_TOPICS : EXCLUSIVE_TOPICS;
  for (const [title, topic] of Object.entries({ ...TOPICS, ...more })) {
    describe(title, () => {
      topic((promise, body) => void test(promise, () => onStage(subject, body)));
    });
  }
}
