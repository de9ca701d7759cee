import { writeFileSync } from "node:fs";

/** A vitest reporter that leaves its counts in the file that LOCKWIRE_TEST_COUNTS names. */
export default class CountReporter {
  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env["LOCKWIRE_TEST_COUNTS"];
    if (!file) return;
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const results = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of results) if (state !== "pending") counts[state]++;
      // A file that did not load, or whose hooks failed, has no failed test to show for it.
      if (!module.ok() && !results.includes("failed")) counts.failed++;
    }
    writeFileSync(file, JSON.stringify(counts));
  }
}
