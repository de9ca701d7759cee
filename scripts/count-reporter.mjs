import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { relative } from "node:path";

/** In ms: no test or hook is given longer than 300,000. */
const STALLED = 420_000;

/**
 * A vitest reporter that leaves its counts in the file that LOCKWIRE_TEST_COUNTS names, and ends a run in which nothing ends any
 * more. A worker that is blocked (a subprocess that is waited for, a loop) has no timeouts, and Vitest waits for it for ever.
 */
export default class CountReporter {
  /** What has started and not ended: the last test that started in each file. */
  #running = new Map();
  #passed = 0;
  #failed = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  onTestRunStart() {
    this.#timer = setTimeout(
      () => this.#stop(),
      Number(process.env["LOCKWIRE_TEST_STALL"] ?? STALLED),
    );
  }

  /** @param {import("vitest/node").TestModule} module */
  onTestModuleStart(module) {
    this.#running.set(module.moduleId, "");
    this.#timer?.refresh();
  }

  /** @param {import("vitest/node").TestCase} test */
  onTestCaseReady(test) {
    this.#running.set(test.module.moduleId, test.fullName);
  }

  /** @param {import("vitest/node").TestCase} test */
  onTestCaseResult(test) {
    const { state } = test.result();
    if (state === "passed") this.#passed += 1;
    if (state === "failed") this.#failed += 1;
    this.#timer?.refresh();
  }

  /** @param {import("vitest/node").TestModule} module */
  onTestModuleEnd(module) {
    this.#running.delete(module.moduleId);
    this.#timer?.refresh();
  }

  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    clearTimeout(this.#timer);
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const results = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of results) if (state !== "pending") counts[state]++;
      // A file that did not load, or whose hooks failed, has no failed test to show for it.
      if (!module.ok() && !results.includes("failed")) counts.failed++;
    }
    leave(counts);
  }

  #stop() {
    console.error("\nNothing has ended for minutes, so this run is ended. What was running:");
    for (const [file, test] of this.#running) {
      console.error(`  ${relative(process.cwd(), file)}${test && ` > ${test}`}`);
    }
    leave({
      passed: this.#passed,
      failed: this.#failed + Math.max(1, this.#running.size),
      skipped: 0,
    });
    spawnSync("pkill", ["-KILL", "-P", String(process.pid)]);
    process.exit(1);
  }
}

/** @param {{ passed: number, failed: number, skipped: number }} counts */
function leave(counts) {
  const file = process.env["LOCKWIRE_TEST_COUNTS"];
  if (file) writeFileSync(file, JSON.stringify(counts));
}
